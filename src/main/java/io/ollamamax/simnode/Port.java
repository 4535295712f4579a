package io.ollamamax.simnode;

import io.netty.bootstrap.ServerBootstrap;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.ChannelOption;
import io.netty.channel.EventLoop;
import io.netty.channel.socket.nio.NioChannelOption;
import io.netty.channel.socket.nio.NioServerSocketChannel;
import io.netty.util.concurrent.Future;
import io.netty.util.concurrent.Promise;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetSocketAddress;
import java.net.StandardSocketOptions;
import java.nio.channels.SocketChannel;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * A node's port: it listens, or refuses, or swallows connections without an answer.
 *
 * <p>A second socket is bound to it throughout and never listens, so that nobody else gets the port
 * while the node is down: both have SO_REUSEPORT, which lets sockets of one user share a port and
 * no others in. Event loop only, once it is made.
 */
final class Port {
  private static final int BACKLOG = 1024;

  /** The least backlog that is not taken for the default; the kernel lets in one more than that. */
  private static final int NO_BACKLOG = 1;

  private final EventLoop loop;
  private final ChannelInitializer<Channel> accepted;
  private final SocketChannel holder;
  private final InetSocketAddress address;
  private final List<SocketChannel> fillers = new ArrayList<>();
  private @Nullable Channel listener;
  private boolean accepts;
  private int changes;

  /**
   * Takes the port, and refuses connections until {@link #open}.
   *
   * @param wanted with port 0 for any
   * @throws IllegalStateException where it is taken
   */
  Port(EventLoop loop, ChannelInitializer<Channel> accepted, InetSocketAddress wanted) {
    this.loop = loop;
    this.accepted = accepted;
    try {
      if (wanted.getPort() != 0) {
        demandFree(wanted);
      }
      this.holder = SocketChannel.open();
      holder.setOption(StandardSocketOptions.SO_REUSEPORT, true);
      holder.bind(wanted);
      this.address = (InetSocketAddress) holder.getLocalAddress();
    } catch (IOException e) {
      throw new IllegalStateException("cannot listen at " + wanted + ": " + e.getMessage(), e);
    }
  }

  /** SO_REUSEPORT would let this process share the port of another simulated node. */
  private static void demandFree(InetSocketAddress wanted) throws IOException {
    try (SocketChannel probe = SocketChannel.open()) {
      probe.setOption(StandardSocketOptions.SO_REUSEADDR, true);
      probe.bind(wanted);
    }
  }

  InetSocketAddress address() {
    return address;
  }

  /** Whether connections are accepted. */
  boolean isOpen() {
    return accepts;
  }

  /** Listens; the result says whether that was possible. */
  Future<Void> open() {
    return listenAnew(BACKLOG, true);
  }

  /**
   * Answers no SYN any more: the queue of connections to accept is full of our own, and nobody
   * accepts them.
   */
  Future<Void> swallow() {
    return listenAnew(NO_BACKLOG, false);
  }

  /** A closed socket goes on listening until the selector's next turn, so this waits for that. */
  private Future<Void> listenAnew(int backlog, boolean accepting) {
    close();
    int own = ++changes;
    Promise<Void> done = loop.newPromise();
    loop.schedule(
        () -> {
          if (own == changes) {
            listen(backlog, accepting, done);
          } else {
            done.setSuccess(null);
          }
        },
        1,
        TimeUnit.MILLISECONDS);
    return done;
  }

  private void listen(int backlog, boolean accepting, Promise<Void> done) {
    ChannelFuture bound =
        new ServerBootstrap()
            .group(loop)
            .channel(NioServerSocketChannel.class)
            .option(NioChannelOption.of(StandardSocketOptions.SO_REUSEPORT), true)
            .option(ChannelOption.SO_BACKLOG, backlog)
            .option(ChannelOption.AUTO_READ, accepting)
            .childOption(ChannelOption.TCP_NODELAY, true)
            .childHandler(accepted)
            .bind(address);
    listener = bound.channel();
    accepts = accepting;
    bound.addListener(
        result -> {
          if (!result.isSuccess()) {
            accepts = false;
            done.setFailure(result.cause());
            return;
          }
          for (int i = 0; !accepting && i <= NO_BACKLOG; i++) {
            fillers.add(fill());
          }
          done.setSuccess(null);
        });
  }

  /** Refuses connections; those there are stay. */
  void close() {
    changes++;
    accepts = false;
    fillers.forEach(Port::close);
    fillers.clear();
    if (listener != null) {
      listener.close();
      listener = null;
    }
  }

  private SocketChannel fill() {
    try {
      SocketChannel filler = SocketChannel.open();
      filler.configureBlocking(false);
      filler.connect(address);
      return filler;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Lets the port go for good. */
  void release() {
    close();
    close(holder);
  }

  private static void close(SocketChannel socket) {
    try {
      socket.close();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
