package io.ollamamax.ollama.openai;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.ollamamax.ollama.Json;
import io.ollamamax.ollama.Sse;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Watches the events of one answer of {@code /v1/responses} as they pass: gives them out whole, and
 * knows whether the last one has come.
 */
public final class ResponseEvents {
  private static final Set<String> LAST =
      Set.of("response.completed", "response.incomplete", "response.failed", "error");
  private static final Pattern NAME = Pattern.compile("^event: ?(\\S+)", Pattern.MULTILINE);
  private static final Pattern NUMBER = Pattern.compile("\"sequence_number\":\\s*(\\d{1,9})");

  private final ByteArrayOutputStream begun = new ByteArrayOutputStream();
  private boolean complete;
  private int number = -1;

  /** Takes a piece as it came; the events that are whole with it, possibly none. */
  public byte[] add(byte[] piece) {
    begun.writeBytes(piece);
    byte[] all = begun.toByteArray();
    int end = endOfLastEvent(all);
    if (end == 0) {
      return new byte[0];
    }
    begun.reset();
    begun.write(all, end, all.length - end);
    String events = new String(all, 0, end, StandardCharsets.UTF_8);
    Matcher name = NAME.matcher(events);
    while (name.find()) {
      complete |= LAST.contains(name.group(1));
    }
    Matcher sequence = NUMBER.matcher(events);
    while (sequence.find()) {
      number = Integer.parseInt(sequence.group(1));
    }
    byte[] whole = new byte[end];
    System.arraycopy(all, 0, whole, 0, end);
    return whole;
  }

  private static int endOfLastEvent(byte[] bytes) {
    for (int i = bytes.length - 1; i > 0; i--) {
      if (bytes[i] == '\n' && bytes[i - 1] == '\n') {
        return i + 1;
      }
    }
    return 0;
  }

  /** Whether the answer has come to its end, good or bad. */
  public boolean complete() {
    return complete;
  }

  /** The event that ends a broken answer; it has the next number. */
  public byte[] error(String message) {
    ObjectNode error = Json.object().put("type", "error").put("sequence_number", number + 1);
    error.put("code", "server_error").put("message", message).putNull("param");
    return Sse.event("error", error);
  }
}
