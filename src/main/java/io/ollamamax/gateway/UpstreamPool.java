package io.ollamamax.gateway;

import io.netty.bootstrap.Bootstrap;
import io.netty.buffer.Unpooled;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.ChannelOption;
import io.netty.channel.EventLoop;
import io.netty.handler.ssl.SslContext;
import io.netty.resolver.AddressResolverGroup;
import io.ollamamax.request.Failure;
import java.net.InetSocketAddress;
import java.util.ArrayDeque;
import java.util.IdentityHashMap;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** Connections to the nodes of one event loop, used again where they can be. */
final class UpstreamPool {
  private static final int MAX_IDLE = 64;
  private static final long IDLE_NANOS = TimeUnit.SECONDS.toNanos(60);
  private static final long LOOK_NANOS = TimeUnit.SECONDS.toNanos(15);

  private record Idle(Channel channel, long since) {}

  private final EventLoop loop;
  private final Class<? extends Channel> channelType;
  private final int connectTimeoutMillis;
  private final AddressResolverGroup<InetSocketAddress> names;
  private final IdentityHashMap<Endpoint, ArrayDeque<Idle>> idle = new IdentityHashMap<>();

  UpstreamPool(
      EventLoop loop,
      Class<? extends Channel> channelType,
      int connectTimeoutMillis,
      AddressResolverGroup<InetSocketAddress> names) {
    this.loop = loop;
    this.channelType = channelType;
    this.connectTimeoutMillis = connectTimeoutMillis;
    this.names = names;
    loop.scheduleWithFixedDelay(this::closeIdle, LOOK_NANOS, LOOK_NANOS, TimeUnit.NANOSECONDS);
  }

  /** Starts an exchange; it is told of by the listener, on this event loop. */
  UpstreamCall send(Endpoint endpoint, byte[] request, boolean lines, UpstreamListener listener) {
    UpstreamCall call = new UpstreamCall(this, endpoint, request, lines, listener);
    Channel reused = takeIdle(endpoint);
    if (reused != null) {
      call.on(reused, true);
    } else {
      connect(call);
    }
    return call;
  }

  void connect(UpstreamCall call) {
    Endpoint endpoint = call.endpoint();
    Bootstrap bootstrap =
        new Bootstrap()
            .group(loop)
            .channel(channelType)
            .resolver(names)
            .option(ChannelOption.CONNECT_TIMEOUT_MILLIS, connectTimeoutMillis)
            .option(ChannelOption.TCP_NODELAY, true)
            .handler(new Opening(this, endpoint));
    ChannelFuture connecting = bootstrap.connect(endpoint.address());
    connecting.addListener(
        done -> {
          if (done.isSuccess()) {
            call.on(connecting.channel(), false);
          } else {
            Throwable cause = done.cause();
            call.failed(Failure.REFUSED, cause == null ? "" : cause.getClass().getSimpleName());
          }
        });
  }

  private @Nullable Channel takeIdle(Endpoint endpoint) {
    ArrayDeque<Idle> channels = idle.get(endpoint);
    while (channels != null && !channels.isEmpty()) {
      Channel channel = channels.removeLast().channel();
      if (channel.isActive()) {
        return channel;
      }
    }
    return null;
  }

  private void giveBack(Endpoint endpoint, Channel channel) {
    ArrayDeque<Idle> channels = idle.computeIfAbsent(endpoint, unused -> new ArrayDeque<>());
    if (channels.size() >= MAX_IDLE || !channel.isActive()) {
      channel.close();
    } else {
      channel.config().setAutoRead(true);
      channels.addLast(new Idle(channel, System.nanoTime()));
    }
  }

  /** Connections that were long not used go, and with them all to nodes that are no more. */
  private void closeIdle() {
    long now = System.nanoTime();
    for (ArrayDeque<Idle> channels : idle.values()) {
      while (!channels.isEmpty() && now - channels.getFirst().since() > IDLE_NANOS) {
        channels.removeFirst().channel().close();
      }
    }
    idle.values().removeIf(ArrayDeque::isEmpty);
  }

  static void write(Channel channel, byte[] request) {
    channel.writeAndFlush(Unpooled.wrappedBuffer(request), channel.voidPromise());
  }

  private static final class Opening extends ChannelInitializer<Channel> {
    private final UpstreamPool pool;
    private final Endpoint endpoint;

    Opening(UpstreamPool pool, Endpoint endpoint) {
      this.pool = pool;
      this.endpoint = endpoint;
    }

    @Override
    protected void initChannel(Channel channel) {
      SslContext tls = endpoint.tls();
      if (tls != null) {
        channel
            .pipeline()
            .addLast(
                tls.newHandler(
                    channel.alloc(),
                    endpoint.address().getHostString(),
                    endpoint.address().getPort()));
      }
      channel.pipeline().addLast(new UpstreamConnection(() -> pool.giveBack(endpoint, channel)));
    }
  }
}
