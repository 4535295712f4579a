package io.ollamamax.ollama.anthropic;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.ollamamax.ollama.Dialect;
import io.ollamamax.ollama.Fields;
import io.ollamamax.ollama.Json;
import io.ollamamax.ollama.Stamp;
import io.ollamamax.ollama.Translation;
import java.io.IOException;
import java.util.Locale;

/** {@code /v1/messages} by {@code /api/chat}. */
public final class MessagesDialect implements Dialect {
  @Override
  public Translation translate(byte[] body, Stamp stamp) throws IOException {
    ObjectNode asked = Fields.request(body);
    String model = Fields.text(asked, "model");
    ObjectNode chat = Json.object().put("model", model);
    chat.set("messages", new Messages().all(asked.path("system"), asked.path("messages")));
    chat.put("stream", Fields.flag(asked, "stream"));
    ArrayNode tools = tools(asked);
    if (!tools.isEmpty()) {
      chat.set("tools", tools);
    }
    format(asked.path("output_config").path("format"), chat);
    chat.set("options", options(asked));
    MessagesReplies replies = new MessagesReplies(stamp, model);
    byte[] plain = Json.bytes(chat);
    think(asked, chat);
    return chat.has("think")
        ? new Translation(Json.bytes(chat), replies, plain)
        : new Translation(plain, replies);
  }

  private static ObjectNode options(JsonNode asked) throws IOException {
    Fields.require(
        asked.path("max_tokens").asLong() > 0, "max_tokens is required and must be positive");
    ObjectNode options = Json.object();
    Fields.limit(asked, "max_tokens", options);
    Fields.number(asked, "temperature", options, "temperature");
    Fields.number(asked, "top_p", options, "top_p");
    Fields.number(asked, "top_k", options, "top_k");
    JsonNode stops = asked.path("stop_sequences");
    for (JsonNode stop : stops) {
      Fields.require(stop.isTextual(), "stop_sequences must be an array of strings");
    }
    if (!stops.isEmpty()) {
      options.set("stop", stops);
    }
    return options;
  }

  /** Ollama knows no {@code tool_choice}: it decides which tools are offered, {@code any} not. */
  private static ArrayNode tools(JsonNode asked) throws IOException {
    ArrayNode offered = Json.MAPPER.createArrayNode();
    String choice = Fields.text(asked.path("tool_choice"), "type");
    String only = choice.equals("tool") ? Fields.text(asked.path("tool_choice"), "name") : "";
    for (JsonNode tool : asked.path("tools")) {
      String type = Fields.text(tool, "type");
      Fields.require(
          type.isEmpty() || type.equals("custom"),
          "tools of type '" + type + "' are not supported: no tool runs on the server");
      String name = Fields.text(tool, "name");
      if (only.isEmpty() || only.equals(name)) {
        ObjectNode function = offered.addObject().put("type", "function").putObject("function");
        function.put("name", name).put("description", Fields.text(tool, "description"));
        function.set("parameters", tool.path("input_schema"));
      }
    }
    Fields.require(
        only.isEmpty() || !offered.isEmpty(), "tool_choice names '" + only + "', which is no tool");
    return choice.equals("none") ? Json.MAPPER.createArrayNode() : offered;
  }

  private static void format(JsonNode format, ObjectNode chat) throws IOException {
    String type = Fields.text(format, "type");
    if (type.equals("json_schema")) {
      Fields.require(
          format.path("schema").isObject(), "output_config.format.schema must be an object");
      chat.set("format", format.get("schema"));
    } else {
      Fields.require(
          type.isEmpty(), "output_config.format.type must be json_schema, not '" + type + "'");
    }
  }

  private static void think(JsonNode asked, ObjectNode chat) throws IOException {
    String thinking = Fields.text(asked.path("thinking"), "type");
    String effort = Fields.text(asked.path("output_config"), "effort").toLowerCase(Locale.ROOT);
    if (thinking.equals("enabled")) {
      chat.put("think", true);
    } else if (thinking.equals("disabled")) {
      chat.put("think", false);
    } else if (effort.equals("xhigh")) {
      chat.put("think", "high");
    } else if (!effort.isEmpty()) {
      chat.put("think", effort);
    }
  }
}
