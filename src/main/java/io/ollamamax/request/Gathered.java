package io.ollamamax.request;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.ollamamax.ollama.Json;

/** The lines of an answer put together for a client that does not stream. */
final class Gathered {
  private final StringBuilder text = new StringBuilder();
  private final StringBuilder thinking = new StringBuilder();
  private final ArrayNode toolCalls = Json.MAPPER.createArrayNode();
  private final ArrayNode logprobs = Json.MAPPER.createArrayNode();

  void add(JsonNode line) {
    JsonNode part = line.path("message").isObject() ? line.get("message") : line;
    text.append(part.path("content").asText(""));
    text.append(line.path("response").asText(""));
    thinking.append(part.path("thinking").asText(""));
    part.path("tool_calls").forEach(toolCalls::add);
    line.path("logprobs").forEach(logprobs::add);
  }

  void clear() {
    text.setLength(0);
    thinking.setLength(0);
    toolCalls.removeAll();
    logprobs.removeAll();
  }

  String text() {
    return text.toString();
  }

  void addTo(ObjectNode target) {
    if (!thinking.isEmpty()) {
      target.put("thinking", thinking.toString());
    }
    if (!toolCalls.isEmpty()) {
      target.set("tool_calls", toolCalls);
    }
  }

  void addLogprobs(ObjectNode answer) {
    if (!logprobs.isEmpty()) {
      answer.set("logprobs", logprobs);
    }
  }
}
