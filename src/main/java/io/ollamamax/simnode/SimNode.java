package io.ollamamax.simnode;

import io.netty.bootstrap.ServerBootstrap;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.ChannelOption;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.socket.nio.NioServerSocketChannel;
import io.netty.handler.codec.http.HttpObjectAggregator;
import io.netty.handler.codec.http.HttpRequestDecoder;
import java.net.InetSocketAddress;
import java.net.URI;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/** One simulated Ollama on a real socket, and the fault that waits in it. */
public final class SimNode {
  private static final int MAX_BODY = 64 * 1024 * 1024;

  private final SimSettings settings;
  private final EventLoopGroup loop;
  private final RandomGenerator random;
  private final Set<Channel> connections = ConcurrentHashMap.newKeySet();
  private final AtomicInteger requests = new AtomicInteger();
  private final AtomicInteger cancelled = new AtomicInteger();
  private InetSocketAddress address;
  private volatile @Nullable Channel listener;
  private volatile @Nullable Fault fault;

  SimNode(
      SimSettings settings, EventLoopGroup loop, RandomGenerator random, InetSocketAddress listen) {
    this.settings = settings;
    this.loop = loop;
    this.random = random;
    this.address = listen;
    up();
  }

  /** Its address. */
  public URI url() {
    return URI.create("http://" + address.getHostString() + ":" + address.getPort());
  }

  /** Requests for tokens seen. */
  public int requests() {
    return requests.get();
  }

  /** Answers whose client left. */
  public int cancelled() {
    return cancelled.get();
  }

  /** The next requests meet this fault. */
  public void arm(Fault next) {
    fault = next;
  }

  /** No fault waits any more, and the node listens again. */
  public void heal() {
    fault = null;
    if (listener == null) {
      up();
    }
  }

  /** Listens, at the same port as before. */
  public void up() {
    ChannelFuture bound =
        new ServerBootstrap()
            .group(loop)
            .channel(NioServerSocketChannel.class)
            .option(ChannelOption.SO_REUSEADDR, true)
            .option(ChannelOption.SO_BACKLOG, 1024)
            .childOption(ChannelOption.TCP_NODELAY, true)
            .childHandler(
                new ChannelInitializer<Channel>() {
                  @Override
                  protected void initChannel(Channel channel) {
                    connections.add(channel);
                    channel.closeFuture().addListener(closed -> connections.remove(channel));
                    channel
                        .pipeline()
                        .addLast(
                            new HttpRequestDecoder(),
                            new HttpObjectAggregator(MAX_BODY),
                            new SimConnection(SimNode.this, settings, random));
                  }
                })
            .bind(address)
            .awaitUninterruptibly();
    if (!bound.isSuccess()) {
      throw new IllegalStateException("cannot listen at " + address, bound.cause());
    }
    listener = bound.channel();
    address = (InetSocketAddress) bound.channel().localAddress();
  }

  /** Stops listening and resets every connection. */
  public void down() {
    Channel was = listener;
    listener = null;
    if (was != null) {
      was.close().awaitUninterruptibly();
    }
    for (Channel connection : connections) {
      reset(connection);
    }
  }

  static void reset(Channel connection) {
    connection.config().setOption(ChannelOption.SO_LINGER, 0);
    connection.close();
  }

  void requested() {
    requests.incrementAndGet();
  }

  void abandoned() {
    cancelled.incrementAndGet();
  }

  /** The fault for one request; called on the event loop. */
  @Nullable Fault strike() {
    Fault now = fault;
    if (now != null && now.count() > 0) {
      fault = now.count() == 1 ? null : new Fault(now.mode(), now.atToken(), now.count() - 1);
    }
    return now;
  }
}
