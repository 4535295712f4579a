package io.ollamamax.simnode;

import io.netty.channel.EventLoopGroup;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.nio.NioIoHandler;
import java.net.InetSocketAddress;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.random.RandomGenerator;

/** Simulated nodes of one process, on one event loop; hundreds are fine. */
public final class SimFleet implements AutoCloseable {
  private final EventLoopGroup loop = new MultiThreadIoEventLoopGroup(1, NioIoHandler.newFactory());
  private final RandomGenerator random;
  private final List<SimNode> nodes = new ArrayList<>();

  /**
   * @param random need not be thread-safe: only the event loop draws from it
   */
  public SimFleet(RandomGenerator random) {
    this.random = random;
  }

  /**
   * Starts a node.
   *
   * @param listen with port 0 for any
   * @throws IllegalStateException where the address cannot be listened at
   */
  public SimNode start(SimSettings settings, InetSocketAddress listen) {
    SimNode node = new SimNode(settings, loop, random, listen);
    nodes.add(node);
    return node;
  }

  @Override
  public void close() {
    nodes.forEach(SimNode::down);
    loop.shutdownGracefully(0, 1, TimeUnit.SECONDS).awaitUninterruptibly();
  }
}
