package io.ollamamax.embedded;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.ollamamax.ollama.Json;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ThreadLocalRandom;
import org.jspecify.annotations.Nullable;

/**
 * A generate or chat request as the worker understands it.
 *
 * @param prompt rendered
 * @param empty whether there is nothing to answer: a bare load
 */
record Question(
    String model,
    boolean chat,
    String prompt,
    boolean empty,
    boolean streams,
    boolean renderOnly,
    Engine.Sampling sampling) {
  private static final float TEMPERATURE = 0.8f;
  private static final Set<String> ROLES = Set.of("system", "user", "assistant");
  private static final int TOP_K = 40;
  private static final float TOP_P = 0.9f;

  static Question of(Engine engine, String model, JsonNode body, boolean chat) throws Refused {
    refuse(body);
    boolean empty =
        chat ? body.path("messages").isEmpty() : body.path("prompt").asText("").isEmpty();
    Question question =
        new Question(
            model,
            chat,
            empty ? "" : render(engine, body, chat),
            empty,
            body.path("stream").asBoolean(true),
            body.path("_debug_render_only").asBoolean(false),
            sampling(body.path("options"), schema(body.path("format"))));
    int tokens = engine.countTokens(question.prompt());
    if (tokens >= Engine.CONTEXT - 1) {
      throw new Refused(400, "the prompt has " + tokens + " tokens, the context " + Engine.CONTEXT);
    }
    return question;
  }

  private static void refuse(JsonNode body) throws Refused {
    JsonNode prompt = body.path("prompt");
    if (!prompt.isMissingNode() && !prompt.isNull() && !prompt.isTextual()) {
      throw new Refused(400, "prompt must be a string");
    }
    for (String field : List.of("tools", "images", "suffix", "template", "context")) {
      JsonNode value = body.path(field);
      boolean asked = value.isContainerNode() ? !value.isEmpty() : !value.asText("").isEmpty();
      if (asked && !value.isNull()) {
        throw new Refused(400, "an embedded node does not support " + field);
      }
    }
    if (thinks(body.path("think")) || body.path("logprobs").asBoolean(false)) {
      throw new Refused(400, "an embedded node does not support thinking or logprobs");
    }
  }

  private static boolean thinks(JsonNode think) {
    return think.isTextual() ? !think.asText().equals("false") : think.asBoolean(false);
  }

  private static String render(Engine engine, JsonNode body, boolean chat) throws Refused {
    ArrayNode messages = Json.MAPPER.createArrayNode();
    if (!chat) {
      String prompt = body.path("prompt").asText();
      if (body.path("raw").asBoolean(false)) {
        return prompt;
      }
      String system = body.path("system").isNull() ? "" : body.path("system").asText("");
      if (!system.isEmpty()) {
        add(messages, "system", system);
      }
      add(messages, "user", prompt);
      return engine.render(messages);
    }
    for (JsonNode message : body.path("messages")) {
      String role = message.path("role").asText();
      if (!message.path("images").isEmpty() || !message.path("tool_calls").isEmpty()) {
        throw new Refused(400, "an embedded node does not support images or tools");
      }
      if (!ROLES.contains(role)) {
        throw new Refused(400, "an embedded node does not support the role '" + role + "'");
      }
      JsonNode content = message.path("content");
      add(messages, role, content.isNull() ? "" : content.asText(""));
    }
    return engine.render(messages);
  }

  private static void add(ArrayNode messages, String role, String content) {
    messages.addObject().put("role", role).put("content", TemplateText.hide(content));
  }

  private static @Nullable OutputSchema schema(JsonNode format) throws Refused {
    boolean none =
        format.isMissingNode()
            || format.isNull()
            || (format.isTextual() && format.asText().isEmpty());
    return none ? null : OutputSchema.of(format);
  }

  private static Engine.Sampling sampling(JsonNode options, @Nullable OutputSchema schema) {
    List<String> stop = new ArrayList<>();
    JsonNode given = options.path("stop");
    if (given.isTextual()) {
      stop.add(given.asText());
    }
    given.forEach(text -> stop.add(text.asText()));
    stop.removeIf(String::isEmpty);
    return new Engine.Sampling(
        (float) options.path("temperature").asDouble(TEMPERATURE),
        options.path("top_k").asInt(TOP_K),
        (float) options.path("top_p").asDouble(TOP_P),
        (float) options.path("min_p").asDouble(0),
        (float) options.path("repeat_penalty").asDouble(1),
        options.path("seed").isNumber()
            ? options.path("seed").asInt()
            : ThreadLocalRandom.current().nextInt(Integer.MAX_VALUE),
        options.path("num_predict").asInt(-1),
        stop,
        schema);
  }

  /** A line with a piece of the answer, in Ollama's order of fields. */
  ObjectNode line(String text) {
    ObjectNode line = Json.object().put("model", model).put("created_at", Instant.now().toString());
    if (chat) {
      line.putObject("message").put("role", "assistant").put("content", text);
    } else {
      line.put("response", text);
    }
    return line;
  }
}
