package io.ollamamax.ollama.openai;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import io.ollamamax.ollama.Fields;
import io.ollamamax.ollama.Json;
import java.io.IOException;

/**
 * The tools that a model is offered. Ollama knows no {@code tool_choice}: with {@code none} it is
 * offered no tool, with a named function that one alone; {@code required} is as {@code auto}.
 */
final class Tools {
  private Tools() {}

  static ArrayNode offered(JsonNode asked) throws IOException {
    ArrayNode offered = Json.MAPPER.createArrayNode();
    JsonNode choice = asked.path("tool_choice");
    String only = choice.path("function").path("name").asText("");
    for (JsonNode tool : asked.path("tools")) {
      String type = tool.path("type").asText("");
      Fields.require(type.equals("function"), "tools of type '" + type + "' are not supported");
      if (only.isEmpty() || only.equals(tool.path("function").path("name").asText())) {
        offered.add(tool);
      }
    }
    Fields.require(
        only.isEmpty() || !offered.isEmpty(), "tool_choice names '" + only + "', which is no tool");
    return choice.asText("").equals("none") ? Json.MAPPER.createArrayNode() : offered;
  }
}
