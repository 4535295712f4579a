package io.ollamamax.ollama.openai;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.ollamamax.ollama.Fields;
import io.ollamamax.ollama.Json;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;

/** The messages of one request; tool results get the names of the tools that were called. */
final class ChatMessages {
  private static final String BASE64 = ";base64,";

  private final Map<String, String> toolNames = new HashMap<>();

  ArrayNode all(JsonNode given) throws IOException {
    Fields.require(
        given.isArray() && !given.isEmpty(), "messages must be an array of at least one message");
    ArrayNode messages = Json.MAPPER.createArrayNode();
    for (JsonNode one : given) {
      Fields.require(one.isObject(), "a message must be an object");
      messages.add(message(one));
    }
    return messages;
  }

  private ObjectNode message(JsonNode given) throws IOException {
    String role = role(Fields.text(given, "role"));
    ObjectNode message = Json.object().put("role", role);
    content(given.path("content"), message);
    for (String name : new String[] {"reasoning_content", "reasoning"}) {
      if (!Fields.text(given, name).isEmpty()) {
        message.set("thinking", given.get(name));
      }
    }
    if (!given.path("tool_calls").isEmpty()) {
      toolCalls(given.path("tool_calls"), message.putArray("tool_calls"));
    }
    if (role.equals("tool")) {
      String id = Fields.text(given, "tool_call_id");
      String name = Fields.text(given, "name");
      message.put("tool_name", name.isEmpty() ? toolNames.getOrDefault(id, "") : name);
      message.put("tool_call_id", id);
    }
    return message;
  }

  private static String role(String given) throws IOException {
    Fields.require(!given.isEmpty(), "a message must have a role");
    String role = given.toLowerCase(Locale.ROOT);
    return switch (role) {
      case "developer" -> "system";
      case "function" -> "tool";
      default -> role;
    };
  }

  private static void content(JsonNode content, ObjectNode message) throws IOException {
    StringBuilder text = new StringBuilder();
    ArrayNode images = Json.MAPPER.createArrayNode();
    if (content.isTextual()) {
      text.append(content.asText());
    } else if (content.isArray()) {
      for (JsonNode part : content) {
        part(part, text, images);
      }
    } else {
      Fields.require(
          content.isMissingNode() || content.isNull(), "content must be a string or an array");
    }
    message.put("content", text.toString());
    if (!images.isEmpty()) {
      message.set("images", images);
    }
  }

  /** Ollama joins the texts of one message by an empty line. */
  private static void part(JsonNode part, StringBuilder text, ArrayNode images) throws IOException {
    String type = Fields.text(part, "type");
    switch (type) {
      case "text", "refusal" ->
          text.append(text.isEmpty() ? "" : "\n\n").append(Fields.text(part, type));
      case "image_url" -> {
        JsonNode url = part.path("image_url");
        images.add(imageData(url.isTextual() ? url.asText() : Fields.text(url, "url")));
      }
      case "input_audio" -> images.add(Fields.text(part.path("input_audio"), "data"));
      default -> throw new IOException("content of type '" + type + "' is not supported");
    }
  }

  private static String imageData(String url) throws IOException {
    Fields.require(
        !url.startsWith("http:") && !url.startsWith("https:"),
        "images are not fetched from a URL: send the image as a data: URL in base64");
    int data = url.indexOf(BASE64);
    Fields.require(url.startsWith("data:") && data > 0, "image_url must be a data: URL in base64");
    return url.substring(data + BASE64.length());
  }

  private void toolCalls(JsonNode given, ArrayNode calls) throws IOException {
    for (JsonNode one : given) {
      JsonNode function = one.path("function");
      String id = Fields.text(one, "id");
      String name = Fields.text(function, "name");
      toolNames.put(id, name);
      ObjectNode call = calls.addObject();
      if (!id.isEmpty()) {
        call.put("id", id);
      }
      call.putObject("function")
          .put("name", name)
          .set("arguments", arguments(Fields.text(function, "arguments"), name));
    }
  }

  private static JsonNode arguments(String json, String of) throws IOException {
    if (json.isBlank()) {
      return Json.object();
    }
    JsonNode tree;
    try {
      tree = Json.read(json.getBytes(StandardCharsets.UTF_8));
    } catch (IOException e) {
      throw new IOException("the arguments of the call of '" + of + "' are no JSON", e);
    }
    Fields.require(tree.isObject(), "the arguments of the call of '" + of + "' are no JSON object");
    return tree;
  }
}
