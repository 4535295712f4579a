package io.ollamamax.ollama;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;

/** Server-sent events. JSON as Jackson writes it has no line feed, so one data line is enough. */
public final class Sse {
  /** Content type of a stream of events. */
  public static final String CONTENT_TYPE = "text/event-stream";

  private static final byte[] KEEP_ALIVE = bytes(": keepalive\n\n");

  private Sse() {}

  /** A comment, which clients skip: a sign of life. */
  public static byte[] keepAlive() {
    return KEEP_ALIVE.clone();
  }

  /** An event without a name. */
  public static byte[] data(JsonNode data) {
    return framed("data: ", data);
  }

  /** An event with a name. */
  public static byte[] event(String name, JsonNode data) {
    return framed("event: " + name + "\ndata: ", data);
  }

  static byte[] bytes(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }

  private static byte[] framed(String head, JsonNode data) {
    ByteArrayOutputStream event = new ByteArrayOutputStream();
    event.writeBytes(bytes(head));
    event.writeBytes(Json.bytes(data));
    event.writeBytes(bytes("\n\n"));
    return event.toByteArray();
  }
}
