package io.ollamamax.gateway;

import io.netty.buffer.ByteBuf;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.ollamamax.request.Failure;
import java.io.IOException;
import java.lang.System.Logger.Level;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/** One connection to a node: reads one response after the other, as lines or whole. */
final class UpstreamConnection extends ChannelInboundHandlerAdapter {
  private static final System.Logger LOG = System.getLogger(UpstreamConnection.class.getName());
  private static final int MAX_HEAD = 64 * 1024;
  private static final int MAX_LINE = 16 * 1024 * 1024;
  private static final int MAX_REPLY = 256 * 1024 * 1024;

  private final Runnable onReusable;
  private @Nullable UpstreamListener listener;
  private boolean linesWanted;
  private boolean anyByte;
  private @Nullable ResponseHead head;
  private byte[] buffer = new byte[512];
  private int filled;
  private int scanned;

  /**
   * @param onReusable called when a response has ended and the connection can carry another
   */
  UpstreamConnection(Runnable onReusable) {
    this.onReusable = onReusable;
  }

  /** The next response is for this listener. */
  void expect(UpstreamListener next, boolean lines) {
    listener = next;
    linesWanted = lines;
    anyByte = false;
    head = null;
    filled = 0;
    scanned = 0;
  }

  /** Nobody waits for the response any more. */
  void forget() {
    listener = null;
  }

  /** Whether anything of the response has come. */
  boolean anyByte() {
    return anyByte;
  }

  @Override
  public void channelRead(ChannelHandlerContext ctx, Object message) {
    ByteBuf in = (ByteBuf) message;
    try {
      while (in.isReadable()) {
        if (listener == null && head == null) {
          ctx.close();
          return;
        }
        anyByte = true;
        if (head == null ? !readHead(in) : !readBody(ctx, in, head)) {
          return;
        }
      }
    } catch (IllegalArgumentException e) {
      broken(ctx, Failure.GARBLED, String.valueOf(e.getMessage()));
    } finally {
      in.release();
    }
  }

  @Override
  public void channelReadComplete(ChannelHandlerContext ctx) {
    if (listener != null) {
      listener.onBatch();
    }
  }

  private boolean readHead(ByteBuf in) {
    while (in.isReadable()) {
      int toLineFeed = in.bytesBefore((byte) '\n');
      append(in, toLineFeed < 0 ? in.readableBytes() : toLineFeed + 1, MAX_HEAD);
      if (filled >= 4
          && buffer[filled - 1] == '\n'
          && buffer[filled - 2] == '\r'
          && buffer[filled - 3] == '\n') {
        ResponseHead read = ResponseHead.parse(buffer, filled - 4);
        filled = 0;
        if (read.status() >= 200) {
          head = read;
          return true;
        }
      }
    }
    return true;
  }

  /** False when the response is over. */
  private boolean readBody(ChannelHandlerContext ctx, ByteBuf in, ResponseHead of) {
    int payload = of.framing().next(in);
    if (payload > 0) {
      boolean lines = asLines(of);
      append(in, payload, lines ? MAX_LINE : MAX_REPLY);
      of.framing().taken(payload);
      if (lines) {
        handLines();
      }
    }
    if (of.framing().complete()) {
      over(ctx, of);
      return false;
    }
    return true;
  }

  private boolean asLines(ResponseHead of) {
    return linesWanted && of.status() == 200;
  }

  private void append(ByteBuf in, int bytes, int limit) {
    if (filled + bytes > limit) {
      throw new IllegalArgumentException("the answer has a part of over " + limit + " bytes");
    }
    if (filled + bytes > buffer.length) {
      buffer = Arrays.copyOf(buffer, Math.max(filled + bytes, buffer.length * 2));
    }
    in.readBytes(buffer, filled, bytes);
    filled += bytes;
  }

  private void handLines() {
    int lineStart = 0;
    for (int i = scanned; i < filled; i++) {
      if (buffer[i] == '\n') {
        UpstreamListener to = listener;
        if (to != null && !blank(lineStart, i)) {
          to.onLine(buffer, lineStart, i + 1);
        }
        lineStart = i + 1;
      }
    }
    if (lineStart > 0) {
      System.arraycopy(buffer, lineStart, buffer, 0, filled - lineStart);
      filled -= lineStart;
    }
    scanned = filled;
  }

  /** A reply of one object, such as a load's, comes without a line feed. */
  private void handUnendedLine() {
    UpstreamListener to = listener;
    if (to != null && !blank(0, filled)) {
      append((byte) '\n');
      to.onLine(buffer, 0, filled);
    }
    filled = 0;
    scanned = 0;
  }

  private void append(byte b) {
    if (filled == buffer.length) {
      buffer = Arrays.copyOf(buffer, buffer.length + 1);
    }
    buffer[filled++] = b;
  }

  private boolean blank(int from, int to) {
    for (int i = from; i < to; i++) {
      if (buffer[i] > ' ') {
        return false;
      }
    }
    return true;
  }

  private void over(ChannelHandlerContext ctx, ResponseHead of) {
    if (asLines(of)) {
      handUnendedLine();
    }
    UpstreamListener to = listener;
    listener = null;
    head = null;
    byte[] body = asLines(of) ? new byte[0] : Arrays.copyOf(buffer, filled);
    if (of.keepAlive()) {
      if (buffer.length > MAX_HEAD) {
        buffer = new byte[512];
      }
      onReusable.run();
    } else {
      ctx.close();
    }
    if (to != null) {
      if (asLines(of)) {
        to.onEnd();
        to.onBatch();
      } else {
        to.onReply(of.status(), of.retryAfter(), body);
      }
    }
  }

  @Override
  public void channelInactive(ChannelHandlerContext ctx) {
    ResponseHead of = head;
    if (of != null && of.framing().endsByClose()) {
      over(ctx, of);
    } else {
      broken(ctx, Failure.LOST, "");
    }
  }

  @Override
  public void exceptionCaught(ChannelHandlerContext ctx, Throwable cause) {
    if (!(cause instanceof IOException)) {
      LOG.log(Level.ERROR, "reading a node's answer failed", cause);
    }
    broken(ctx, Failure.LOST, "");
  }

  private void broken(ChannelHandlerContext ctx, Failure failure, String detail) {
    UpstreamListener to = listener;
    listener = null;
    ctx.close();
    if (to != null) {
      to.onBroken(failure, detail);
    }
  }
}
