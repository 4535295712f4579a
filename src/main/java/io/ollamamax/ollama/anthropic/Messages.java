package io.ollamamax.ollama.anthropic;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.ollamamax.ollama.Fields;
import io.ollamamax.ollama.Json;
import java.io.IOException;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;

/** The messages of one request. What of a message are tool results becomes messages of its own. */
final class Messages {
  private final ArrayNode messages = Json.MAPPER.createArrayNode();
  private final Map<String, String> toolNames = new HashMap<>();

  ArrayNode all(JsonNode system, JsonNode given) throws IOException {
    Parts instructions = new Parts();
    instructions.addAll(system, "system");
    if (!instructions.text.isEmpty()) {
      messages.addObject().put("role", "system").put("content", instructions.text.toString());
    }
    Fields.require(
        given.isArray() && !given.isEmpty(), "messages must be an array of at least one message");
    for (JsonNode one : given) {
      String role = Fields.text(one, "role").toLowerCase(Locale.ROOT);
      Fields.require(!role.isEmpty(), "a message must have a role");
      message(role, one.path("content"));
    }
    Fields.require(!messages.isEmpty(), "no message has any content");
    return messages;
  }

  /** Results of tools go before the text that came with them; what is empty is left out. */
  private void message(String role, JsonNode content) throws IOException {
    Parts parts = new Parts();
    parts.addAll(content, "content");
    if (parts.empty()) {
      return;
    }
    ObjectNode message = messages.addObject().put("role", role);
    message.put("content", parts.text.toString());
    if (!parts.thinking.isEmpty()) {
      message.put("thinking", parts.thinking.toString());
    }
    if (!parts.images.isEmpty()) {
      message.set("images", parts.images);
    }
    if (!parts.calls.isEmpty()) {
      message.set("tool_calls", parts.calls);
    }
  }

  private final class Parts {
    private final StringBuilder text = new StringBuilder();
    private final StringBuilder thinking = new StringBuilder();
    private final ArrayNode images = Json.MAPPER.createArrayNode();
    private final ArrayNode calls = Json.MAPPER.createArrayNode();

    private boolean empty() {
      return text.isEmpty() && thinking.isEmpty() && images.isEmpty() && calls.isEmpty();
    }

    private void addAll(JsonNode content, String name) throws IOException {
      if (content.isTextual()) {
        text.append(content.asText());
      } else if (content.isArray()) {
        for (JsonNode block : content) {
          add(block);
        }
      } else {
        Fields.require(
            content.isMissingNode() || content.isNull(), name + " must be a string or an array");
      }
    }

    private void add(JsonNode block) throws IOException {
      String type = Fields.text(block, "type");
      switch (type) {
        case "text" -> text.append(Fields.text(block, "text"));
        case "thinking" -> thinking.append(Fields.text(block, "thinking"));
        case "redacted_thinking" -> {}
        case "image" -> images.add(image(block.path("source")));
        case "tool_use" -> calls.add(call(block));
        case "tool_result" -> result(block);
        default -> throw new IOException("content of type '" + type + "' is not supported");
      }
    }

    private static String image(JsonNode source) throws IOException {
      String type = Fields.text(source, "type");
      Fields.require(
          type.equals("base64"),
          "images are taken as base64 alone, not by a source of type '" + type + "'");
      return Fields.text(source, "data");
    }

    private ObjectNode call(JsonNode block) throws IOException {
      String id = Fields.text(block, "id");
      String name = Fields.text(block, "name");
      Fields.require(!id.isEmpty() && !name.isEmpty(), "a tool_use block must have id and name");
      toolNames.put(id, name);
      ObjectNode call = Json.object().put("id", id);
      ObjectNode function = call.putObject("function").put("name", name);
      function.set(
          "arguments", block.path("input").isObject() ? block.get("input") : Json.object());
      return call;
    }

    private void result(JsonNode block) throws IOException {
      Parts content = new Parts();
      content.addAll(block.path("content"), "the content of a tool_result");
      String id = Fields.text(block, "tool_use_id");
      ObjectNode message =
          messages.addObject().put("role", "tool").put("content", content.text.toString());
      if (!content.images.isEmpty()) {
        message.set("images", content.images);
      }
      message.put("tool_name", toolNames.getOrDefault(id, "")).put("tool_call_id", id);
    }
  }
}
