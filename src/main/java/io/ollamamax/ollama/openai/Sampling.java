package io.ollamamax.ollama.openai;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.ollamamax.ollama.Fields;
import io.ollamamax.ollama.Json;
import java.io.IOException;

/** How tokens are drawn and where they end, as Ollama's options. */
final class Sampling {
  private Sampling() {}

  static ObjectNode options(JsonNode asked) throws IOException {
    ObjectNode options = Json.object().put("temperature", 1.0).put("top_p", 1.0);
    Fields.number(asked, "temperature", options, "temperature");
    Fields.number(asked, "top_p", options, "top_p");
    Fields.number(asked, "seed", options, "seed");
    Fields.number(asked, "frequency_penalty", options, "frequency_penalty");
    Fields.number(asked, "presence_penalty", options, "presence_penalty");
    Fields.limit(asked, "max_tokens", options);
    Fields.limit(asked, "max_completion_tokens", options);
    stop(asked.path("stop"), options);
    return options;
  }

  private static void stop(JsonNode stop, ObjectNode options) throws IOException {
    if (stop.isMissingNode() || stop.isNull()) {
      return;
    }
    ArrayNode stops = options.putArray("stop");
    for (JsonNode one : stop.isArray() ? stop : Json.MAPPER.createArrayNode().add(stop)) {
      Fields.require(one.isTextual(), "stop must be a string or an array of strings");
      stops.add(one);
    }
  }

  /** One answer for each request is all that Ollama gives. */
  static void single(JsonNode asked, String name) throws IOException {
    JsonNode number = asked.path(name);
    Fields.require(
        !asked.hasNonNull(name) || (number.isNumber() && number.asDouble() == 1),
        name + " must be 1: one choice is given for each request");
  }
}
