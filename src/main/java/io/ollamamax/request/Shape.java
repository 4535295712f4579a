package io.ollamamax.request;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.ollamamax.ollama.Json;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.time.Instant;

/**
 * Writes lines of the client's kind of stream: generate's {@code response} or chat's {@code
 * message}.
 */
final class Shape {
  private final boolean chat;
  private final String model;

  Shape(RequestSpec spec) {
    this.chat = spec.operation() == Operation.CHAT;
    this.model = spec.asked().model() == null ? spec.model().value() : spec.asked().model();
  }

  /** A line with a piece of text given JSON-escaped. */
  byte[] piece(byte[] escaped, int from, int to, Instant now) {
    String head = new String(Json.bytes(Json.object().put("model", model)), StandardCharsets.UTF_8);
    String before =
        head.substring(0, head.length() - 1)
            + ",\"created_at\":\""
            + now
            + (chat
                ? "\",\"message\":{\"role\":\"assistant\",\"content\":\""
                : "\",\"response\":\"");
    ByteArrayOutputStream line = new ByteArrayOutputStream(before.length() + to - from + 24);
    line.writeBytes(before.getBytes(StandardCharsets.UTF_8));
    line.write(escaped, from, to - from);
    line.writeBytes(
        (chat ? "\"},\"done\":false}\n" : "\",\"done\":false}\n").getBytes(StandardCharsets.UTF_8));
    return line.toByteArray();
  }

  /** A line with a piece of text. */
  byte[] piece(String text, Instant now) {
    byte[] quoted = Json.bytes(Json.MAPPER.getNodeFactory().textNode(text));
    return piece(quoted, 1, quoted.length - 1, now);
  }

  /**
   * The last line of an answer that several nodes made: counts are of the whole.
   *
   * @param last the last node's own last line
   * @param emitted pieces that earlier nodes gave, which the last one read as its prompt
   * @param totalNanos from admission to now
   */
  byte[] done(JsonNode last, int emitted, long totalNanos, Instant now) {
    long prompt = last.path("prompt_eval_count").asLong();
    long eval = last.path("eval_count").asLong();
    ObjectNode line = head(now, "");
    line.put("done", true);
    line.put("done_reason", last.path("done_reason").asText("stop"));
    line.put("total_duration", totalNanos);
    line.put("load_duration", last.path("load_duration").asLong());
    line.put("prompt_eval_count", Math.max(0, prompt - emitted));
    line.put("prompt_eval_duration", last.path("prompt_eval_duration").asLong());
    line.put("eval_count", eval + emitted);
    line.put("eval_duration", Math.max(last.path("eval_duration").asLong(), totalNanos));
    return withLineFeed(line);
  }

  /** The last line where the limit was reached before another node could be asked. */
  byte[] length(int emitted, long totalNanos, Instant now) {
    ObjectNode line = head(now, "");
    line.put("done", true).put("done_reason", "length").put("total_duration", totalNanos);
    return withLineFeed(line.put("eval_count", emitted));
  }

  ObjectNode head(Instant now, String text) {
    ObjectNode line = Json.object().put("model", model).put("created_at", now.toString());
    if (chat) {
      line.putObject("message").put("role", "assistant").put("content", text);
    } else {
      line.put("response", text);
    }
    return line;
  }

  /** A whole answer for a client that does not stream: the last line with all the text. */
  byte[] whole(JsonNode last, Gathered gathered) {
    ObjectNode answer = (ObjectNode) last.deepCopy();
    if (chat) {
      ObjectNode message = answer.putObject("message");
      message.put("role", "assistant").put("content", gathered.text());
      gathered.addTo(message);
      if (last.has("message")) {
        last.get("message")
            .properties()
            .forEach(
                field -> {
                  if (!message.has(field.getKey())) {
                    message.set(field.getKey(), field.getValue());
                  }
                });
      }
    } else {
      answer.put("response", gathered.text());
      gathered.addTo(answer);
    }
    gathered.addLogprobs(answer);
    return Json.bytes(answer);
  }

  static byte[] withLineFeed(JsonNode line) {
    byte[] json = Json.bytes(line);
    byte[] whole = new byte[json.length + 1];
    System.arraycopy(json, 0, whole, 0, json.length);
    whole[json.length] = '\n';
    return whole;
  }
}
