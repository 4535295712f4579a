package io.ollamamax.simnode;

import io.netty.channel.Channel;
import io.netty.channel.ChannelDuplexHandler;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelPromise;
import io.netty.util.ReferenceCountUtil;
import java.util.ArrayDeque;
import java.util.Deque;

/** Keeps back what one connection sends while packets are dropped, and sends it afterwards. */
final class Gate extends ChannelDuplexHandler {
  private static final int WRITABILITY = 1;

  private record Held(Object message, ChannelPromise promise) {}

  private final Deque<Held> held = new ArrayDeque<>();
  private boolean shut;

  /** Shuts or opens the way out and the way in. */
  static void set(Channel channel, boolean in, boolean out) {
    channel.config().setAutoRead(in);
    Gate gate = channel.pipeline().get(Gate.class);
    ChannelHandlerContext ctx = channel.pipeline().context(Gate.class);
    if (gate == null || ctx == null || gate.shut != out) {
      return;
    }
    gate.shut = !out;
    if (out) {
      for (Held next = gate.held.poll(); next != null; next = gate.held.poll()) {
        ctx.write(next.message(), next.promise());
      }
      ctx.flush();
    }
    var buffer = channel.unsafe().outboundBuffer();
    if (buffer != null) {
      buffer.setUserDefinedWritability(WRITABILITY, out);
    }
  }

  @Override
  public void write(ChannelHandlerContext ctx, Object message, ChannelPromise promise) {
    if (shut) {
      held.add(new Held(message, promise));
    } else {
      ctx.write(message, promise);
    }
  }

  @Override
  public void channelInactive(ChannelHandlerContext ctx) {
    held.forEach(left -> ReferenceCountUtil.release(left.message()));
    held.clear();
    ctx.fireChannelInactive();
  }
}
