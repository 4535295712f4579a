package io.ollamamax.simnode;

import com.fasterxml.jackson.databind.JsonNode;
import io.netty.buffer.Unpooled;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFutureListener;
import io.netty.channel.ChannelOption;
import io.ollamamax.ollama.Json;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Map;
import java.util.random.RandomGenerator;

/** The one reply to a request: whole, or chunk by chunk. Event loop only. */
final class Reply {
  static final String JSON = "application/json; charset=utf-8";
  static final String TEXT = "text/plain; charset=utf-8";

  private static final Map<Integer, String> PHRASES =
      Map.of(
          200,
          "OK",
          201,
          "Created",
          400,
          "Bad Request",
          401,
          "Unauthorized",
          404,
          "Not Found",
          405,
          "Method Not Allowed",
          500,
          "Internal Server Error",
          503,
          "Service Unavailable");

  private final Channel channel;
  private final boolean headOnly;
  private final boolean closes;
  private boolean begun;

  /**
   * @param headOnly whether only the head is asked for
   * @param closes whether the connection ends with this reply
   */
  Reply(Channel channel, boolean headOnly, boolean closes) {
    this.channel = channel;
    this.headOnly = headOnly;
    this.closes = closes;
  }

  /** Whether the head has left. */
  boolean begun() {
    return begun;
  }

  /** Whether the client takes more at the moment. */
  boolean writable() {
    return channel.isWritable();
  }

  void json(int status, JsonNode body) {
    whole(status, JSON, Json.bytes(body));
  }

  void error(int status, String text) {
    whole(status, JSON, Json.error(text));
  }

  /** Answers with a status and no more. */
  void empty(int status) {
    whole(status, "", new byte[0]);
  }

  void whole(int status, String type, byte[] body) {
    begun = true;
    String head = head(status, type) + "Content-Length: " + body.length + "\r\n\r\n";
    send(bytes(head), headOnly ? new byte[0] : body);
    finish();
  }

  /** Sends the head of a chunked answer. */
  void begin(String type) {
    begun = true;
    send(bytes(head(200, type) + "Transfer-Encoding: chunked\r\n\r\n"));
  }

  void chunk(byte[] content) {
    send(bytes(Integer.toHexString(content.length) + "\r\n"), content, bytes("\r\n"));
  }

  /** Ends a chunked answer properly. */
  void end() {
    send(bytes("0\r\n\r\n"));
    finish();
  }

  /** Sends a chunk without its last bytes, then resets. */
  void breakWithin(byte[] content, RandomGenerator random) {
    byte[] head = bytes(Integer.toHexString(content.length) + "\r\n");
    send(head, Arrays.copyOf(content, random.nextInt(content.length)));
    reset();
  }

  void reset() {
    reset(channel);
  }

  static void reset(Channel channel) {
    channel.config().setOption(ChannelOption.SO_LINGER, 0);
    channel.close();
  }

  private String head(int status, String type) {
    return "HTTP/1.1 "
        + status
        + " "
        + PHRASES.getOrDefault(status, "Status")
        + (type.isEmpty() ? "" : "\r\nContent-Type: " + type)
        + (closes ? "\r\nConnection: close\r\n" : "\r\n");
  }

  private void finish() {
    if (closes) {
      channel.writeAndFlush(Unpooled.EMPTY_BUFFER).addListener(ChannelFutureListener.CLOSE);
    }
  }

  private void send(byte[]... parts) {
    channel.writeAndFlush(Unpooled.wrappedBuffer(parts), channel.voidPromise());
  }

  private static byte[] bytes(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }
}
