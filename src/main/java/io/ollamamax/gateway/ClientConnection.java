package io.ollamamax.gateway;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.SimpleChannelInboundHandler;
import io.netty.handler.codec.TooLongFrameException;
import io.netty.handler.codec.http.HttpContent;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpMethod;
import io.netty.handler.codec.http.HttpObject;
import io.netty.handler.codec.http.HttpRequest;
import io.netty.handler.codec.http.HttpUtil;
import io.netty.handler.codec.http.HttpVersion;
import io.netty.handler.codec.http.LastHttpContent;
import io.netty.handler.codec.http.QueryStringDecoder;
import io.netty.util.ReferenceCountUtil;
import io.ollamamax.cluster.NodeId;
import io.ollamamax.ollama.ErrorShape;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.lang.System.Logger.Level;
import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;
import java.util.Arrays;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * One client's connection: collects a request, hands it on, and keeps the next one back until the
 * answer is out.
 */
final class ClientConnection extends SimpleChannelInboundHandler<HttpObject> {
  private static final System.Logger LOG = System.getLogger(ClientConnection.class.getName());
  private static final int FIRST_BUFFER = 1024;
  private static final int MAX_PIPELINED = 64;
  private static final String ADMIN = "/api/v1/";
  private static final long ADMIN_BODY = 2L << 20; // a configuration, and no more
  private static final byte[] CONTINUE =
      "HTTP/1.1 100 Continue\r\n\r\n".getBytes(StandardCharsets.US_ASCII);

  private final Dispatcher dispatcher;
  private final long maxBody;
  private final ArrayDeque<HttpObject> waiting = new ArrayDeque<>();
  private @Nullable HttpRequest request;
  private byte[] body = new byte[0];
  private int length;
  private long limit;
  private @Nullable ClientResponse response;
  private @Nullable Exchange exchange;
  private @Nullable BodyStream upload;
  private boolean refused;
  private boolean closing;

  ClientConnection(Dispatcher dispatcher, long maxBody) {
    super(false);
    this.dispatcher = dispatcher;
    this.maxBody = maxBody;
  }

  /** Whether a request is being answered. */
  boolean busy() {
    return response != null && !response.over();
  }

  /** The connection closes when the running answer is out. */
  void closeAfterAnswer() {
    closing = true;
  }

  /** The gateway waits no longer: the running answer ends with an error. */
  void shutDown() {
    if (exchange != null) {
      exchange.shutDown();
    }
  }

  /** A node fails: an answer that comes from it goes on at another one. */
  void moveAwayFrom(NodeId node) {
    if (exchange != null) {
      exchange.moveAwayFrom(node);
    }
  }

  /** The streaming request being answered; gets to know when the client leaves. */
  void attach(Exchange running) {
    exchange = running;
  }

  @Override
  protected void channelRead0(ChannelHandlerContext ctx, HttpObject message) {
    if (refused) {
      ReferenceCountUtil.release(message);
    } else if (upload != null) {
      receive(upload, message);
    } else if (response != null) {
      waiting.addLast(message);
      if (waiting.size() > MAX_PIPELINED) {
        ctx.channel().config().setAutoRead(false);
      }
    } else {
      take(ctx, message);
    }
  }

  private void receive(BodyStream body, HttpObject message) {
    try {
      if (message.decoderResult().isFailure()) {
        body.breakOff("it is no valid HTTP");
        closing = true;
      } else if (message instanceof HttpContent content) {
        body.add(content.content());
      }
      if (message instanceof LastHttpContent) {
        body.complete();
        upload = null;
      }
    } finally {
      ReferenceCountUtil.release(message);
    }
  }

  private void take(ChannelHandlerContext ctx, HttpObject message) {
    try {
      if (message.decoderResult().isFailure()) {
        refuse(ctx, message.decoderResult().cause());
        return;
      }
      if (message instanceof HttpRequest next) {
        begin(ctx, next);
      }
      if (message instanceof HttpContent content && request != null) {
        append(ctx, content.content());
        if (message instanceof LastHttpContent && request != null) {
          dispatch(ctx, request);
        }
      }
    } finally {
      ReferenceCountUtil.release(message);
    }
  }

  private void begin(ChannelHandlerContext ctx, HttpRequest next) {
    request = next;
    length = 0;
    if (next.protocolVersion().equals(HttpVersion.HTTP_1_1)
        && next.headers().getAll(HttpHeaderNames.HOST).size() != 1) {
      refuse(ctx, 400, "a request has exactly one Host header");
      return;
    }
    if (HttpUtil.is100ContinueExpected(next)) {
      ctx.writeAndFlush(Unpooled.wrappedBuffer(CONTINUE), ctx.voidPromise());
    }
    if (dispatcher.streamsBody(next)) {
      BodyStream stream = new BodyStream(ctx.channel());
      upload = stream;
      request = null;
      ClientResponse answer = response(ctx, next, HttpUtil.isKeepAlive(next));
      response = answer;
      dispatcher.dispatch(ctx.channel(), this, answer, next, new byte[0], stream);
      return;
    }
    limit = next.uri().startsWith(ADMIN) ? Math.min(ADMIN_BODY, maxBody) : maxBody;
    long announced = HttpUtil.getContentLength(next, 0L);
    if (announced > limit) {
      refuse(ctx, 413, tooLarge());
      return;
    }
    body = new byte[(int) Math.min(announced, FIRST_BUFFER * 1024)];
  }

  private void append(ChannelHandlerContext ctx, ByteBuf content) {
    int more = content.readableBytes();
    if ((long) length + more > limit) {
      refuse(ctx, 413, tooLarge());
      return;
    }
    if (length + more > body.length) {
      body = Arrays.copyOf(body, Math.max(length + more, Math.max(FIRST_BUFFER, body.length * 2)));
    }
    content.readBytes(body, length, more);
    length += more;
  }

  private String tooLarge() {
    return "the request body is over the limit of "
        + limit
        + " bytes"
        + (limit == maxBody ? "; send less or raise gateway.max_body" : "");
  }

  private void dispatch(ChannelHandlerContext ctx, HttpRequest of) {
    byte[] whole = length == body.length ? body : Arrays.copyOf(body, length);
    request = null;
    body = new byte[0];
    ClientResponse answer = response(ctx, of, HttpUtil.isKeepAlive(of));
    response = answer;
    dispatcher.dispatch(ctx.channel(), this, answer, of, whole, new ByteArrayInputStream(whole));
  }

  private ClientResponse response(ChannelHandlerContext ctx, HttpRequest of, boolean keepAlive) {
    return new ClientResponse(
        ctx.channel(),
        of.method().equals(HttpMethod.HEAD),
        of.protocolVersion().equals(HttpVersion.HTTP_1_1),
        keepAlive && !dispatcher.draining(),
        () -> next(ctx));
  }

  /** The answer is out: take up what came in the meantime. */
  private void next(ChannelHandlerContext ctx) {
    response = null;
    exchange = null;
    if (closing || upload != null) {
      refused = true;
      ctx.channel().eventLoop().execute(ctx::close);
      return;
    }
    if (!waiting.isEmpty()) {
      ctx.executor().execute(() -> drain(ctx));
    }
  }

  private void drain(ChannelHandlerContext ctx) {
    while (response == null && !refused && !waiting.isEmpty()) {
      take(ctx, waiting.pollFirst());
    }
    if (waiting.isEmpty()) {
      ctx.channel().config().setAutoRead(true);
    }
  }

  private void refuse(ChannelHandlerContext ctx, Throwable cause) {
    if (cause instanceof TooLongFrameException) {
      refuse(ctx, 431, "the request's head is too large");
    } else {
      refuse(ctx, 400, "the request is no valid HTTP: " + cause.getMessage());
    }
  }

  /** After this the framing is not to be trusted, so the connection is closed. */
  private void refuse(ChannelHandlerContext ctx, int status, String text) {
    ErrorShape errors =
        request == null
            ? ErrorShape.OLLAMA
            : ErrorShape.of(new QueryStringDecoder(request.uri()).rawPath());
    refused = true;
    request = null;
    body = new byte[0];
    ClientResponse answer = new ClientResponse(ctx.channel(), false, true, false, () -> {});
    response = answer;
    answer.error(errors, status, text, Map.of());
  }

  @Override
  public void channelWritabilityChanged(ChannelHandlerContext ctx) {
    if (exchange != null) {
      exchange.clientWritable(ctx.channel().isWritable());
    }
    ctx.fireChannelWritabilityChanged();
  }

  @Override
  public void channelInactive(ChannelHandlerContext ctx) {
    refused = true;
    if (exchange != null) {
      exchange.clientGone();
    }
    if (upload != null) {
      upload.breakOff("the client left");
    }
    if (response != null) {
      response.abandon();
    }
    waiting.forEach(ReferenceCountUtil::release);
    waiting.clear();
    dispatcher.closed(ctx.channel());
  }

  @Override
  public void exceptionCaught(ChannelHandlerContext ctx, Throwable cause) {
    if (!(cause instanceof IOException)) {
      LOG.log(Level.ERROR, "serving a client failed", cause);
    }
    ctx.close();
  }
}
