package io.ollamamax.simnode;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.netty.channel.Channel;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.EventLoop;
import io.netty.handler.codec.http.HttpObjectAggregator;
import io.netty.handler.codec.http.HttpRequestDecoder;
import io.netty.util.concurrent.Future;
import io.ollamamax.ollama.Json;
import java.net.InetSocketAddress;
import java.net.URI;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/**
 * One simulated Ollama on a real socket, and the fault that it is under. Its state belongs to the
 * fleet's event loop; public methods may be called from anywhere.
 */
public final class SimNode {
  private static final System.Logger LOG = System.getLogger(SimNode.class.getName());
  private static final int MAX_BODY = 64 * 1024 * 1024;

  private final SimFleet fleet;
  private final SimSettings settings;
  private final Port port;
  private final Library library;
  private final Set<Channel> connections = new LinkedHashSet<>();
  private final Set<Execution> executions = new LinkedHashSet<>();
  private final Map<String, Runner> runners = new LinkedHashMap<>();
  private final Network network;
  private final AtomicInteger requests = new AtomicInteger();
  private final AtomicInteger cancelled = new AtomicInteger();
  private final AtomicInteger struck = new AtomicInteger();
  private final AtomicLong made = new AtomicLong();
  private final Condition condition;

  SimNode(SimFleet fleet, SimSettings settings, InetSocketAddress listen, String token) {
    this.fleet = fleet;
    this.settings = settings;
    this.condition = new Condition(settings.load());
    this.library = new Library(settings.models());
    SimApi api = new SimApi(this, library);
    this.port =
        new Port(
            fleet.loop(),
            new ChannelInitializer<>() {
              @Override
              protected void initChannel(Channel channel) {
                connections.add(channel);
                channel.closeFuture().addListener(closed -> connections.remove(channel));
                channel
                    .pipeline()
                    .addLast(
                        new Gate(),
                        new HttpRequestDecoder(),
                        new HttpObjectAggregator(MAX_BODY),
                        new SimConnection(SimNode.this, api, token));
                network.joined(channel);
              }
            },
            listen);
    this.network = new Network(this, port, connections);
    settings.models().forEach(model -> runner(model, model.can("completion")));
  }

  // ---- for those who rehearse ----

  /** Its address. */
  public URI url() {
    return URI.create("http://" + port.address().getHostString() + ":" + port.address().getPort());
  }

  /** Requests for tokens seen. */
  public int requests() {
    return requests.get();
  }

  /** Answers whose client left. */
  public int cancelled() {
    return cancelled.get();
  }

  /** Executions that a fault has struck. */
  public int struck() {
    return struck.get();
  }

  /** Tokens made since the start. */
  public long made() {
    return made.get();
  }

  /** Requests that hold a slot now. */
  public int working() {
    return fleet.onLoop(() -> runners.values().stream().mapToInt(Runner::working).sum());
  }

  /** Requests that wait for a slot now. */
  public int waiting() {
    return fleet.onLoop(this::queued);
  }

  /** Its state for the control API. */
  ObjectNode view() {
    return fleet.onLoop(
        () -> {
          Fault fault = condition.fault();
          ObjectNode view =
              Json.object()
                  .put("url", url().toString())
                  .put("listens", port.isOpen())
                  .put("fault", fault == null ? "" : fault.mode().wire())
                  .put("requests", requests())
                  .put("struck", struck())
                  .put("cancelled", cancelled());
          ArrayNode models = view.putArray("runners");
          runners.values().forEach(runner -> models.add(runner.view()));
          return view;
        });
  }

  /** Puts the node under this fault, in place of the one it was under. */
  public void arm(Fault next) {
    fleet.onLoop(
        () -> {
          relieve();
          take(next);
          return null;
        });
    settle();
  }

  /** No fault any more; the node listens, and what was held goes on. */
  public void heal() {
    fleet.onLoop(
        () -> {
          relieve();
          return network.up();
        });
    settle();
  }

  /**
   * Listens, at the same port as before.
   *
   * @throws IllegalStateException where that is impossible
   */
  public void up() {
    fleet.onLoop(network::up);
    settle();
  }

  /** Waits until the network is as it was told to be. */
  private void settle() {
    Future<Void> change = fleet.onLoop(network::change);
    if (change == null || fleet.loop().inEventLoop()) {
      return;
    }
    if (!change.awaitUninterruptibly().isSuccess()) {
      throw new IllegalStateException("cannot listen at " + url(), change.cause());
    }
  }

  /** Stops listening and resets every connection, as when the process is killed. */
  public void down() {
    fleet.onLoop(
        () -> {
          network.down();
          return null;
        });
  }

  void release() {
    fleet.onLoop(
        () -> {
          relieve();
          network.down();
          port.release();
          return null;
        });
  }

  // ---- faults ----

  private void take(Fault next) {
    int number = condition.take(next);
    LOG.log(System.Logger.Level.DEBUG, "{0} is under {1}", url(), next.mode().wire());
    if (!next.duration().isZero()) {
      later(next.duration().toNanos(), () -> expire(number));
    }
    if (!next.running()) {
      return;
    }
    if (Catalogue.unloads(next)) {
      runners.values().forEach(Runner::unload);
    }
    network.take(next);
    running().forEach(execution -> execution.meetWhileRunning(next));
  }

  private void expire(int number) {
    if (condition.isStill(number)) {
      relieve();
      network.up();
    }
  }

  private void relieve() {
    Fault was = condition.clear();
    network.relieve();
    if (was != null) {
      running().forEach(execution -> execution.relieve(was));
    }
  }

  private Collection<Execution> running() {
    return new ArrayList<>(executions);
  }

  /** The fault that the conversation's next execution meets, or null. */
  @Nullable Fault meets(String conversation) {
    Fault planned = fleet.planned(conversation);
    return planned != null ? planned : condition.forExecution();
  }

  /** The fault that strikes a pull, or null. */
  @Nullable Fault strikesPull() {
    Fault by = condition.forPull();
    if (by != null) {
      struck("", by);
    }
    return by;
  }

  Condition condition() {
    return condition;
  }

  // ---- for what runs on the node ----

  void requested(Execution execution) {
    requests.incrementAndGet();
    executions.add(execution);
  }

  void ended(Execution execution) {
    executions.remove(execution);
  }

  void tokenMade() {
    made.incrementAndGet();
    Fault exhausted = condition.leak();
    if (exhausted != null) {
      arm(exhausted);
    }
  }

  void abandoned() {
    cancelled.incrementAndGet();
  }

  void struck(String conversation, Fault by) {
    struck.incrementAndGet();
    fleet.struck(conversation, by);
  }

  /** The process has died: nothing that it worked at is finished. */
  void die() {
    running().forEach(Execution::cut);
    runners.values().forEach(Runner::unload);
  }

  boolean queueIsFull() {
    return queued() >= settings.queue();
  }

  private int queued() {
    return runners.values().stream().mapToInt(Runner::waiting).sum();
  }

  Runner runner(SimModel model) {
    return runner(model, false);
  }

  private Runner runner(SimModel model, boolean loaded) {
    return runners.computeIfAbsent(model.digest(), unused -> new Runner(this, model, loaded));
  }

  Collection<Runner> runners() {
    return runners.values();
  }

  SimFleet fleet() {
    return fleet;
  }

  SimSettings settings() {
    return settings;
  }

  EventLoop loop() {
    return fleet.loop();
  }

  RandomGenerator random() {
    return fleet.random();
  }

  void later(long nanos, Runnable task) {
    fleet.loop().schedule(task, nanos, TimeUnit.NANOSECONDS);
  }
}
