package io.ollamamax.ollama.openai;

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

/** {@code /v1/chat/completions} by {@code /api/chat}. */
public final class ChatDialect implements Dialect {
  @Override
  public Translation translate(byte[] body, Stamp stamp) throws IOException {
    ObjectNode asked = Fields.request(body);
    Sampling.single(asked, "n");
    String model = Fields.text(asked, "model");
    ObjectNode chat = Json.object().put("model", model);
    chat.set("messages", new ChatMessages().all(asked.path("messages")));
    chat.put("stream", Fields.flag(asked, "stream"));
    ArrayNode tools = Tools.offered(asked);
    if (!tools.isEmpty()) {
      chat.set("tools", tools);
    }
    format(asked.path("response_format"), chat);
    think(asked, chat);
    if (Fields.flag(asked, "logprobs")) {
      chat.put("logprobs", true);
      Fields.number(asked, "top_logprobs", chat, "top_logprobs");
    }
    chat.set("options", Sampling.options(asked));
    boolean usage = Fields.flag(asked.path("stream_options"), "include_usage");
    return new Translation(Json.bytes(chat), new ChatReplies(stamp, model, usage));
  }

  private static void format(JsonNode format, ObjectNode chat) throws IOException {
    String type = Fields.text(format, "type");
    switch (type) {
      case "", "text" -> {}
      case "json_object" -> chat.put("format", "json");
      case "json_schema" -> {
        JsonNode schema = format.path("json_schema").path("schema");
        Fields.require(schema.isObject(), "response_format.json_schema.schema must be an object");
        chat.set("format", schema);
      }
      default ->
          throw new IOException(
              "response_format.type must be text, json_object or json_schema, not '" + type + "'");
    }
  }

  /** Ollama's own {@code think} is taken as it is; efforts it has no word for go to the nearest. */
  private static void think(JsonNode asked, ObjectNode chat) throws IOException {
    if (asked.hasNonNull("think")) {
      chat.set("think", asked.get("think"));
      return;
    }
    String effort =
        asked.hasNonNull("reasoning")
            ? Fields.text(asked.get("reasoning"), "effort")
            : Fields.text(asked, "reasoning_effort");
    switch (effort.toLowerCase(Locale.ROOT)) {
      case "" -> {}
      case "none" -> chat.put("think", false);
      case "minimal", "low" -> chat.put("think", "low");
      case "medium" -> chat.put("think", "medium");
      case "high" -> chat.put("think", "high");
      case "xhigh", "ultra", "max" -> chat.put("think", "max");
      default ->
          throw new IOException(
              "reasoning_effort must be none, minimal, low, medium, high, xhigh or max, not '"
                  + effort
                  + "'");
    }
  }
}
