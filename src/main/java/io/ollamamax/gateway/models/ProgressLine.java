package io.ollamamax.gateway.models;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.ollamamax.ollama.Json;
import java.io.IOException;
import java.nio.charset.StandardCharsets;

/**
 * A line of progress as Ollama writes it.
 *
 * @param status in words
 * @param digest of what moves; empty where nothing does
 * @param total of it, in bytes; 0 where unknown
 * @param completed of it, in bytes
 * @param error in words; empty where all is well
 */
record ProgressLine(String status, String digest, long total, long completed, String error) {
  static final String SUCCESS = "success";

  /** A line that says a status alone. */
  static ProgressLine of(String status) {
    return new ProgressLine(status, "", 0, 0, "");
  }

  /**
   * Reads a node's line.
   *
   * @throws IOException where it is no JSON object
   */
  static ProgressLine read(String line) throws IOException {
    JsonNode json = Json.read(line.getBytes(StandardCharsets.UTF_8));
    if (!json.isObject()) {
      throw new IOException("its answer is no JSON object");
    }
    return new ProgressLine(
        json.path("status").asText(""),
        json.path("digest").asText(""),
        Math.max(0, json.path("total").asLong(0)),
        Math.max(0, json.path("completed").asLong(0)),
        json.path("error").asText(""));
  }

  /** Whether it tells of bytes that move. */
  boolean moves() {
    return !digest.isEmpty() && total > 0;
  }

  ObjectNode json() {
    ObjectNode json = Json.object().put("status", status);
    if (moves()) {
      json.put("digest", digest).put("total", total).put("completed", completed);
    }
    return json;
  }
}
