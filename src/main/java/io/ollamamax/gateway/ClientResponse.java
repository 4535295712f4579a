package io.ollamamax.gateway;

import io.netty.buffer.ByteBuf;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelOption;
import io.netty.channel.socket.DuplexChannel;
import io.netty.handler.codec.http.HttpResponseStatus;
import io.ollamamax.ollama.ErrorShape;
import java.nio.channels.ClosedChannelException;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * Writes one HTTP/1.x response to a client: whole, or as a stream of lines. Made for each request.
 */
final class ClientResponse {
  private static final int CHUNK_HEAD = 10;
  private static final int HEAD_SIZE = 256;
  private static final int LINGER_SECONDS = 2;
  private static final int RESET_DELAY_MILLIS = 250;
  private static final byte[] LAST_CHUNK = {'0', '\r', '\n', '\r', '\n'};

  private final Channel channel;
  private final boolean head;
  private final boolean chunked;
  private final boolean keepAlive;
  private final Runnable onOver;
  private @Nullable ByteBuf pending;
  private int chunkStart = -1;
  private boolean over;
  private boolean gone;
  private @Nullable Runnable onGone;

  /**
   * @param head whether the request was HEAD, so that no body is sent
   * @param http11 whether the client knows chunks
   * @param onOver called once, when the response is complete and the connection can take the next
   */
  ClientResponse(
      Channel channel, boolean head, boolean http11, boolean keepAlive, Runnable onOver) {
    this.channel = channel;
    this.head = head;
    this.chunked = http11;
    this.keepAlive = keepAlive;
    this.onOver = onOver;
  }

  boolean over() {
    return over;
  }

  /** Runs the task where the client leaves before the answer is out. */
  void whenGone(Runnable task) {
    if (gone) {
      task.run();
    } else {
      onGone = task;
    }
  }

  /** The client has left: nothing more is sent. */
  void abandon() {
    if (!over) {
      gone = true;
      discard();
      if (onGone != null) {
        onGone.run();
      }
    }
  }

  void whole(int status, String contentType, Map<String, String> headers, byte[] body) {
    if (over) {
      return;
    }
    whole(status, contentType, headers, body.length, head ? new byte[0] : body);
  }

  private void whole(
      int status, String contentType, Map<String, String> headers, long length, byte[] body) {
    byte[] first =
        responseHead(status, contentType, headers, keepAlive)
            .append("Content-Length: ")
            .append(length)
            .append("\r\n\r\n")
            .toString()
            .getBytes(StandardCharsets.US_ASCII);
    over = true;
    finish(
        channel.alloc().buffer(first.length + body.length).writeBytes(first).writeBytes(body),
        keepAlive);
  }

  /** Answers with the head of a body of that length. */
  void head(int status, String contentType, Map<String, String> headers, long length) {
    if (over) {
      return;
    }
    whole(status, contentType, headers, length, new byte[0]);
  }

  void error(ErrorShape shape, int status, String text, Map<String, String> headers) {
    whole(status, "application/json; charset=utf-8", headers, shape.whole(status, text));
  }

  void begin(int status, String contentType, Map<String, String> headers) {
    if (over) {
      return;
    }
    byte[] first =
        responseHead(status, contentType, headers, keepAlive && chunked)
            .append(chunked ? "Transfer-Encoding: chunked\r\n\r\n" : "\r\n")
            .toString()
            .getBytes(StandardCharsets.US_ASCII);
    pending = channel.alloc().buffer(2 * first.length).writeBytes(first);
  }

  /** Adds a line; the lines between two flushes make one chunk. */
  void line(byte[] bytes, int from, int length) {
    if (over) {
      return;
    }
    ByteBuf out = pending;
    if (out == null) {
      out = channel.alloc().buffer(Math.max(256, length + 2 * CHUNK_HEAD));
      pending = out;
    }
    if (chunked && chunkStart < 0) {
      chunkStart = out.writerIndex();
      out.writeZero(CHUNK_HEAD);
    }
    out.writeBytes(bytes, from, length);
  }

  void flush() {
    ByteBuf out = pending;
    if (out != null && !over) {
      pending = null;
      closeChunk(out);
      channel.writeAndFlush(out, channel.voidPromise());
    }
  }

  /** Sends a piece as a chunk of its own, together with what waits. */
  ChannelFuture push(byte[] piece) {
    if (over || !channel.isActive()) {
      return channel.newFailedFuture(new ClosedChannelException());
    }
    if (piece.length > 0) {
      line(piece, 0, piece.length);
    }
    ByteBuf out = pending;
    if (out == null) {
      return channel.newSucceededFuture();
    }
    pending = null;
    closeChunk(out);
    return channel.writeAndFlush(out);
  }

  void end() {
    if (over) {
      return;
    }
    over = true;
    ByteBuf out = pending == null ? channel.alloc().buffer(16) : pending;
    pending = null;
    closeChunk(out);
    if (chunked) {
      out.writeBytes(LAST_CHUNK);
    }
    finish(out, keepAlive && chunked);
  }

  /** A broken stream must not look complete: the connection is reset after the error line. */
  void breakOff(byte[] errorLine) {
    if (over) {
      return;
    }
    line(errorLine, 0, errorLine.length);
    over = true;
    ByteBuf out = pending;
    pending = null;
    if (out == null) {
      return;
    }
    closeChunk(out);
    channel.writeAndFlush(out).addListener(written -> resetSoon());
  }

  /** Ends a broken answer without a word: the client must not take it for complete. */
  void reset() {
    if (!over) {
      discard();
      resetSoon();
    }
  }

  /** A reset drops what the client has not read yet: it gets time for the error. */
  private void resetSoon() {
    channel.eventLoop().schedule(this::resetConnection, RESET_DELAY_MILLIS, TimeUnit.MILLISECONDS);
  }

  private void resetConnection() {
    if (channel.isActive()) {
      channel.config().setOption(ChannelOption.SO_LINGER, 0);
      channel.close();
    }
  }

  /** Frees what was never sent. */
  void discard() {
    over = true;
    if (pending != null) {
      pending.release();
      pending = null;
    }
  }

  private void finish(ByteBuf out, boolean reusable) {
    if (reusable) {
      channel.writeAndFlush(out, channel.voidPromise());
      onOver.run();
    } else {
      channel.writeAndFlush(out).addListener(written -> closeGently());
    }
  }

  /** A plain close would reset a client that is still sending, before it has read the answer. */
  private void closeGently() {
    if (channel instanceof DuplexChannel duplex && channel.isActive()) {
      duplex.shutdownOutput();
      channel.eventLoop().schedule(() -> channel.close(), LINGER_SECONDS, TimeUnit.SECONDS);
    } else {
      channel.close();
    }
  }

  /** Puts the size, right-aligned, into the space left for it. */
  private void closeChunk(ByteBuf out) {
    if (chunkStart < 0) {
      return;
    }
    int size = out.writerIndex() - chunkStart - CHUNK_HEAD;
    for (int i = chunkStart + CHUNK_HEAD - 3; i >= chunkStart; i--) {
      out.setByte(i, Character.forDigit(size & 15, 16));
      size >>>= 4;
    }
    out.setByte(chunkStart + CHUNK_HEAD - 2, '\r');
    out.setByte(chunkStart + CHUNK_HEAD - 1, '\n');
    out.writeShort('\r' << 8 | '\n');
    chunkStart = -1;
  }

  private static StringBuilder responseHead(
      int status, String contentType, Map<String, String> headers, boolean keep) {
    StringBuilder out = new StringBuilder(HEAD_SIZE).append("HTTP/1.1 ").append(status).append(' ');
    out.append(HttpResponseStatus.valueOf(status).reasonPhrase());
    out.append("\r\n");
    if (!contentType.isEmpty()) {
      out.append("Content-Type: ").append(contentType).append("\r\n");
    }
    headers.forEach((name, value) -> out.append(name).append(": ").append(value).append("\r\n"));
    return out.append(keep ? "" : "Connection: close\r\n");
  }
}
