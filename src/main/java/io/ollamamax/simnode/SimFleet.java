package io.ollamamax.simnode;

import io.netty.channel.EventLoop;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.nio.NioIoHandler;
import io.netty.util.internal.logging.InternalLoggerFactory;
import io.netty.util.internal.logging.JdkLoggerFactory;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/** Simulated nodes of one process, on one event loop; hundreds are fine. */
public final class SimFleet implements AutoCloseable {
  static {
    // before any other class of Netty is used, which would look for a logging library first
    InternalLoggerFactory.setDefaultFactory(JdkLoggerFactory.INSTANCE);
  }

  private final EventLoopGroup loops =
      new MultiThreadIoEventLoopGroup(1, NioIoHandler.newFactory());
  private final EventLoop loop = loops.next();
  private final RandomGenerator random;
  private final String token;
  private final List<SimNode> nodes = new CopyOnWriteArrayList<>();
  private final Map<String, SimModel> registry = new LinkedHashMap<>();
  private @Nullable Plan plan;

  /**
   * @param random need not be thread-safe: only the event loop draws from it
   */
  public SimFleet(RandomGenerator random) {
    this(random, "");
  }

  /**
   * @param random need not be thread-safe: only the event loop draws from it
   * @param token that clients of the nodes must present; empty for none
   */
  public SimFleet(RandomGenerator random, String token) {
    this.random = random;
    this.token = token;
  }

  /**
   * Starts a node.
   *
   * @param listen with port 0 for any
   * @throws IllegalStateException where the address cannot be listened at
   */
  public SimNode start(SimSettings settings, InetSocketAddress listen) {
    SimNode node = new SimNode(this, settings, listen, token);
    nodes.add(node);
    onLoop(
        () -> {
          settings.models().forEach(model -> registry.put(model.name(), model));
          return null;
        });
    node.up();
    return node;
  }

  /** The nodes in the order of their start. */
  public List<SimNode> nodes() {
    return List.copyOf(nodes);
  }

  /** The nodes that a text such as {@code all}, {@code 2} or {@code 0,3-5} stands for. */
  List<SimNode> select(String numbers) {
    return Rehearsal.numbers(numbers, nodes.size()).stream().map(nodes::get).toList();
  }

  void later(Duration delay, Runnable task) {
    loop.schedule(task, delay.toNanos(), TimeUnit.NANOSECONDS);
  }

  /**
   * Strikes each conversation ({@code [req:ID]} in the prompt) by itself: its first executions meet
   * the fault, wherever they land; later ones run clean.
   *
   * @param fault that strikes requests, not a whole node
   * @param strikes executions of each conversation that are struck
   * @throws IllegalArgumentException where the fault is a state of a whole node
   */
  public void strikeEach(Fault fault, int strikes) {
    if (fault.running()) {
      throw new IllegalArgumentException("a plan strikes requests, not whole nodes: give after");
    }
    onLoop(() -> plan = new Plan(fault, strikes));
  }

  /** Conversations strike no more by plan. */
  public void healPlan() {
    onLoop(
        () -> {
          plan = null;
          return null;
        });
  }

  /** How often each conversation was struck by the plan. */
  public Map<String, Integer> struck() {
    return onLoop(() -> plan == null ? Map.<String, Integer>of() : plan.struck());
  }

  @Nullable Fault planned(String conversation) {
    return plan == null ? null : plan.next(conversation);
  }

  void struck(String conversation, Fault by) {
    if (plan != null) {
      plan.struck(conversation, by);
    }
  }

  /** The model that a pull of this name gets, or null. */
  @Nullable SimModel inRegistry(String name) {
    return registry.get(name);
  }

  EventLoop loop() {
    return loop;
  }

  RandomGenerator random() {
    return random;
  }

  /** Runs on the event loop, and waits where called from elsewhere. */
  <T extends @Nullable Object> T onLoop(Callable<T> task) {
    try {
      return loop.inEventLoop() ? task.call() : loop.submit(task).get();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException("interrupted", e);
    } catch (Exception e) {
      throw new IllegalStateException(String.valueOf(e.getMessage()), e);
    }
  }

  @Override
  public void close() {
    nodes.forEach(SimNode::release);
    loops.shutdownGracefully(0, 1, TimeUnit.SECONDS).awaitUninterruptibly();
  }
}
