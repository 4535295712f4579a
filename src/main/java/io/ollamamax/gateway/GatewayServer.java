package io.ollamamax.gateway;

import io.netty.bootstrap.ServerBootstrap;
import io.netty.channel.Channel;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.ChannelOption;
import io.netty.channel.EventLoop;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.IoHandlerFactory;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.ServerChannel;
import io.netty.channel.WriteBufferWaterMark;
import io.netty.channel.epoll.Epoll;
import io.netty.channel.epoll.EpollIoHandler;
import io.netty.channel.epoll.EpollServerSocketChannel;
import io.netty.channel.epoll.EpollSocketChannel;
import io.netty.channel.nio.NioIoHandler;
import io.netty.channel.socket.nio.NioServerSocketChannel;
import io.netty.channel.socket.nio.NioSocketChannel;
import io.netty.util.internal.logging.InternalLoggerFactory;
import io.netty.util.internal.logging.JdkLoggerFactory;
import io.ollamamax.cluster.NodeId;
import io.ollamamax.http.Routes;
import io.ollamamax.request.ModelRules;
import io.ollamamax.request.Shared;
import io.ollamamax.request.Tracing;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.function.Supplier;

/** The listening server; closing it lets running answers end first. */
public final class GatewayServer implements AutoCloseable {
  static {
    // before any other class of Netty is used, which would look for a logging library first
    InternalLoggerFactory.setDefaultFactory(JdkLoggerFactory.INSTANCE);
  }

  /**
   * What the server needs to know.
   *
   * @param token that a client must present as bearer; empty for none
   * @param maxBody bytes of a request body
   * @param eventLoops threads; 0 for one each core
   * @param drain how long {@link #close} waits for running answers
   */
  public record Options(
      InetSocketAddress listen,
      String token,
      long maxBody,
      int eventLoops,
      Duration connectTimeout,
      Duration drain) {}

  private static final int BACKLOG = 4096;

  /** For error lines to reach slow clients. */
  private static final Duration LAST_WORDS = Duration.ofSeconds(2);

  private static final WriteBufferWaterMark WATER_MARK =
      new WriteBufferWaterMark(32 * 1024, 64 * 1024);

  private final Options options;
  private final EventLoopGroup loops;
  private final ExecutorService blocking = Executors.newVirtualThreadPerTaskExecutor();
  private final Map<EventLoop, UpstreamPool> pools = new ConcurrentHashMap<>();
  private final Dispatcher dispatcher;
  private final Channel listener;

  /**
   * Starts to listen.
   *
   * @param names of the nodes' hosts
   * @param routes beside those of inference
   * @param rules of models, as they are now
   * @param ids makes request ids
   * @throws IOException where the address cannot be listened at
   */
  public GatewayServer(
      Options options,
      Shared shared,
      Endpoints endpoints,
      HostNames names,
      Routes routes,
      Supplier<ModelRules> rules,
      Supplier<String> ids,
      Tracing tracing)
      throws IOException {
    this.options = options;
    boolean epoll = Epoll.isAvailable();
    IoHandlerFactory io = epoll ? EpollIoHandler.newFactory() : NioIoHandler.newFactory();
    this.loops =
        new MultiThreadIoEventLoopGroup(
            options.eventLoops() > 0
                ? options.eventLoops()
                : Runtime.getRuntime().availableProcessors(),
            io);
    Class<? extends Channel> socket = epoll ? EpollSocketChannel.class : NioSocketChannel.class;
    NodeNames nodeNames = new NodeNames(names);
    int connectMillis = (int) options.connectTimeout().toMillis();
    this.dispatcher =
        new Dispatcher(
            new Intake(
                shared,
                endpoints,
                loop ->
                    pools.computeIfAbsent(
                        loop, l -> new UpstreamPool(l, socket, connectMillis, nodeNames)),
                rules,
                blocking,
                ids,
                tracing),
            routes,
            blocking,
            options.token());
    this.listener = bind(epoll ? EpollServerSocketChannel.class : NioServerSocketChannel.class);
  }

  private Channel bind(Class<? extends ServerChannel> type) throws IOException {
    var binding =
        new ServerBootstrap()
            .group(loops)
            .channel(type)
            .option(ChannelOption.SO_BACKLOG, BACKLOG)
            .option(ChannelOption.SO_REUSEADDR, true)
            .childOption(ChannelOption.TCP_NODELAY, true)
            .childOption(ChannelOption.WRITE_BUFFER_WATER_MARK, WATER_MARK)
            .childHandler(
                new ChannelInitializer<Channel>() {
                  @Override
                  protected void initChannel(Channel channel) {
                    dispatcher.opened(channel);
                    channel
                        .pipeline()
                        .addLast(
                            new RequestDecoder(),
                            new ClientConnection(dispatcher, options.maxBody()));
                  }
                })
            .bind(options.listen())
            .awaitUninterruptibly();
    if (!binding.isSuccess()) {
      stopLoops();
      Throwable cause = binding.cause();
      throw new IOException(
          "cannot listen at "
              + options.listen().getHostString()
              + ":"
              + options.listen().getPort()
              + ": "
              + (cause == null ? "unknown" : cause.getMessage()),
          cause);
    }
    return binding.channel();
  }

  /** The address listened at, with the port that was given by the system for port 0. */
  public InetSocketAddress address() {
    return (InetSocketAddress) listener.localAddress();
  }

  /**
   * Stops listening, lets running answers end within the drain time, then ends what is left with an
   * error.
   */
  @Override
  public void close() {
    listener.close().awaitUninterruptibly();
    dispatcher.drain();
    eachConnection(ClientConnection::closeAfterAnswer);
    awaitClosed(options.drain());
    eachConnection(ClientConnection::shutDown);
    awaitClosed(LAST_WORDS);
    stopLoops();
  }

  /** A node fails: answers that come from it go on at other nodes. Any thread may call. */
  public void moveAwayFrom(NodeId node) {
    for (Channel channel : dispatcher.open()) {
      channel
          .eventLoop()
          .execute(
              () -> {
                ClientConnection connection = channel.pipeline().get(ClientConnection.class);
                if (connection != null) {
                  connection.moveAwayFrom(node);
                }
              });
    }
  }

  /** Closes the connections that are idle, and does this with the others. */
  private void eachConnection(Consumer<ClientConnection> task) {
    for (Channel channel : dispatcher.open()) {
      channel
          .eventLoop()
          .execute(
              () -> {
                ClientConnection connection = channel.pipeline().get(ClientConnection.class);
                if (connection == null || !connection.busy()) {
                  channel.close();
                } else {
                  task.accept(connection);
                }
              });
    }
  }

  private void awaitClosed(Duration limit) {
    long patience = limit.toNanos();
    for (Channel channel : dispatcher.open()) {
      long before = System.nanoTime();
      channel.closeFuture().awaitUninterruptibly(Math.max(0, patience), TimeUnit.NANOSECONDS);
      patience -= System.nanoTime() - before;
    }
  }

  private void stopLoops() {
    loops.shutdownGracefully(0, 2, TimeUnit.SECONDS).awaitUninterruptibly();
    blocking.close();
  }
}
