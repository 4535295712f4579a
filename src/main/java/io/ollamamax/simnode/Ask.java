package io.ollamamax.simnode;

import com.fasterxml.jackson.databind.JsonNode;
import io.ollamamax.config.GoDuration;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.random.RandomGenerator;

/**
 * What a request for tokens asks for.
 *
 * @param name of the model as the client gave it
 * @param raw whether the answer goes out as it is made, thinking marks included
 * @param prompt rendered
 * @param promptTokens the prompt's length, tokens of earlier executions included
 * @param limit tokens to make at most; -1 for no limit
 * @param context {@code num_ctx}, or 0 where the request does not say
 * @param shifts whether generation goes on past the context
 * @param keepAlive negative for ever
 * @param body for what the answer's shape depends on
 */
record Ask(
    String name,
    SimModel model,
    Kind kind,
    boolean stream,
    boolean raw,
    Prompt prompt,
    Story story,
    int promptTokens,
    int limit,
    int context,
    boolean shifts,
    List<String> stops,
    Duration keepAlive,
    JsonNode body) {
  enum Kind {
    GENERATE,
    CHAT,
    RESPONSES
  }

  static final Duration KEEP_ALIVE = Duration.ofMinutes(5);

  /**
   * Reads a request.
   *
   * @param body of the native API, whatever {@code kind} says
   * @throws Refused where the model cannot do that
   */
  static Ask of(
      Kind kind, String name, SimModel model, JsonNode body, int usual, RandomGenerator random)
      throws Refused {
    boolean chat = kind != Kind.GENERATE;
    demand(model, name, "completion", true, chat ? "chat" : "generate");
    demand(model, name, "tools", !body.path("tools").isEmpty(), "tools");
    demand(model, name, "insert", !body.path("suffix").asText("").isEmpty(), "insert");
    demand(model, name, "thinking", thinks(body.path("think")), "thinking");
    boolean raw = !chat && body.path("raw").asBoolean(false);
    boolean thinking = model.can("thinking");
    boolean noThinking = thinking && body.has("think") && !thinks(body.get("think"));
    Prompt prompt =
        chat ? Prompt.ofChat(model, body, noThinking) : Prompt.ofGenerate(model, body, noThinking);
    JsonNode options = body.path("options");
    Story story =
        Story.of(prompt.text(), thinking, usual, () -> run(options, model.parameters(), random));
    int promptTokens = words(prompt.text());
    int context = options.path("num_ctx").asInt(0);
    int room = context > 0 ? context : model.context();
    if (promptTokens > room && body.has("truncate") && !body.get("truncate").asBoolean(true)) {
      throw new Refused(400, "the input length exceeds the context length");
    }
    int limit = options.path("num_predict").asInt(-1);
    return new Ask(
        name,
        model,
        kind,
        body.path("stream").asBoolean(kind != Kind.RESPONSES),
        raw,
        prompt,
        story,
        Math.min(promptTokens, room),
        limit <= 0 ? -1 : limit,
        context,
        body.path("shift").asBoolean(true),
        stops(options.path("stop")),
        keepAlive(body.path("keep_alive")),
        body);
  }

  private static void demand(
      SimModel model, String name, String capability, boolean needed, String what) throws Refused {
    if (needed && !model.can(capability)) {
      throw new Refused(400, "\"" + name + "\" does not support " + what);
    }
  }

  private static boolean thinks(JsonNode think) {
    return think.isTextual() || think.asBoolean(false);
  }

  /** Where temperature or seed leave nothing to chance, running again gives the same. */
  private static String run(
      JsonNode options, java.util.Map<String, String> parameters, RandomGenerator random) {
    String temperature =
        options.path("temperature").asText(parameters.getOrDefault("temperature", "1"));
    if (Double.parseDouble(temperature) == 0) {
      return "0";
    }
    return options.path("seed").isNumber()
        ? "s" + Long.toString(options.get("seed").asLong() & Long.MAX_VALUE, 36)
        : "r" + Integer.toString(random.nextInt(1 << 20), 36);
  }

  /** Tokens of a text: its words, roughly. */
  static int words(String text) {
    int words = 0;
    boolean within = false;
    for (int i = 0; i < text.length(); i++) {
      boolean letter = text.charAt(i) > ' ';
      words += letter && !within ? 1 : 0;
      within = letter;
    }
    return words;
  }

  private static List<String> stops(JsonNode given) {
    List<String> stops = new ArrayList<>();
    if (given.isTextual()) {
      stops.add(given.asText());
    }
    given.forEach(stop -> stops.add(stop.asText()));
    return stops;
  }

  private static Duration keepAlive(JsonNode given) throws Refused {
    if (given.isNumber()) {
      return Duration.ofSeconds(given.asLong());
    }
    if (!given.isTextual()) {
      return KEEP_ALIVE;
    }
    try {
      return GoDuration.parse(given.asText());
    } catch (IllegalArgumentException e) {
      throw new Refused(400, String.valueOf(e.getMessage()));
    }
  }

  /** Whether there is nothing to answer: the model is to be loaded, or unloaded. */
  boolean bare() {
    return kind == Kind.GENERATE
        ? body.path("prompt").asText("").isEmpty()
        : body.path("messages").isEmpty();
  }

  /** Whether the prompt is to be shown instead of answered. */
  boolean rendersOnly() {
    return body.path("_debug_render_only").asBoolean(false);
  }

  /** Number of all pieces of the answer, those before {@link #first} included. */
  int size() {
    return callsTool() ? 1 : story.size() + (json() ? 2 : 0);
  }

  /** The first piece to send. */
  int first() {
    return callsTool() || json() ? 0 : story.position();
  }

  Piece piece(int at) {
    if (callsTool()) {
      return new Piece(Piece.Kind.TOOL, "");
    }
    if (!json()) {
      return story.piece(at);
    }
    if (at == 0 || at == size() - 1) {
      return new Piece(Piece.Kind.TEXT, at == 0 ? "{\"answer\":\"" : "\"}");
    }
    return story.piece(at - 1);
  }

  private boolean callsTool() {
    JsonNode messages = body.path("messages");
    String last = messages.path(messages.size() - 1).path("role").asText();
    return !body.path("tools").isEmpty() && !last.equals("tool");
  }

  private boolean json() {
    return body.hasNonNull("format") && !body.get("format").asText("x").isEmpty();
  }
}
