package io.ollamamax.simnode;

import io.netty.buffer.ByteBufUtil;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.SimpleChannelInboundHandler;
import io.netty.handler.codec.http.FullHttpRequest;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpUtil;
import org.jspecify.annotations.Nullable;

/** One client's connection to a simulated node: a request at a time. */
final class SimConnection extends SimpleChannelInboundHandler<FullHttpRequest> {
  private final SimNode node;
  private final SimApi api;
  private final String token;
  private @Nullable Execution running;

  /**
   * @param token that clients must present; empty for none
   */
  SimConnection(SimNode node, SimApi api, String token) {
    this.node = node;
    this.api = api;
    this.token = token;
  }

  @Override
  protected void channelRead0(ChannelHandlerContext ctx, FullHttpRequest request) {
    String method = request.method().name();
    Reply reply = new Reply(ctx.channel(), method.equals("HEAD"), !HttpUtil.isKeepAlive(request));
    String path = request.uri().replaceAll("\\?.*", "");
    if (!request.decoderResult().isSuccess()) {
      reply.error(400, "the request cannot be read");
      ctx.close();
    } else if (!token.isEmpty() && !allowed(request)) {
      reply.error(401, "unauthorized");
    } else {
      running = api.answer(method, path, ByteBufUtil.getBytes(request.content()), reply);
    }
  }

  private boolean allowed(FullHttpRequest request) {
    return Tokens.same("Bearer " + token, request.headers().get(HttpHeaderNames.AUTHORIZATION));
  }

  @Override
  public void channelWritabilityChanged(ChannelHandlerContext ctx) {
    if (running != null && ctx.channel().isWritable()) {
      running.room();
    }
  }

  @Override
  public void channelInactive(ChannelHandlerContext ctx) {
    if (running != null && running.cut()) {
      node.abandoned();
    }
  }

  @Override
  public void exceptionCaught(ChannelHandlerContext ctx, Throwable cause) {
    ctx.close();
  }
}
