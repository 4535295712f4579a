package io.ollamamax.request;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.ollamamax.ollama.InferenceRequest;
import io.ollamamax.ollama.InferenceRequest.Trait;
import io.ollamamax.ollama.Json;
import java.io.IOException;
import java.util.OptionalDouble;
import java.util.OptionalInt;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** The rules by which a broken stream may go on, and the bodies by which it does. Pure. */
final class Continuation {
  private Continuation() {}

  /** Why the stream cannot go on at another node, or null where it can. */
  static @Nullable String refusal(RequestSpec spec, Transcript sent) {
    InferenceRequest asked = spec.asked();
    if (!sent.kept()) {
      return "the answer outgrew gateway.retained_bytes";
    }
    if (sent.beyondText() || asked.has(Trait.THINK)) {
      return "an answer with thinking, tool calls or logprobs cannot be continued";
    }
    if (asked.has(Trait.TOOLS)) {
      return "an answer with tools cannot be continued";
    }
    if (asked.has(Trait.FORMAT)) {
      return "an answer with a format cannot be continued";
    }
    if (asked.has(Trait.IMAGES) || asked.has(Trait.LOGPROBS) || asked.has(Trait.SUFFIX)) {
      return "an answer to images, with logprobs or with a suffix cannot be continued";
    }
    if (sent.loops()) {
      return "the answer repeats itself";
    }
    return null;
  }

  /**
   * Whether to run the request again and drop what was sent, rather than to go on from the text:
   * only where it gives the same text again.
   *
   * @param temperature that the model's Modelfile sets, for where the request gives none
   * @param gapNanos how long the client would wait for the next token
   */
  static boolean replays(
      RequestSpec spec, OptionalDouble temperature, long gapNanos, Policy policy) {
    OptionalDouble asked = spec.asked().temperature();
    OptionalDouble effective = asked.isPresent() ? asked : temperature;
    boolean greedy = effective.isPresent() && effective.getAsDouble() == 0.0;
    boolean seedDecides = spec.asked().has(Trait.SEED) && !greedy;
    return seedDecides || (greedy && gapNanos <= policy.replayGap());
  }

  /** Whether the text stands for all that was made: no broken character, no special token. */
  static boolean standsFor(String text) {
    return text.indexOf('\uFFFD') < 0 && !text.contains("<|") && !text.contains("</s>");
  }

  /** The body that makes a node render the prompt without answering. */
  static byte[] renderBody(RequestSpec spec) {
    return spec.asked().withoutStream(spec.body(), "_debug_render_only");
  }

  /** The rendered prompt in a node's reply, or null where the node cannot do it. */
  static @Nullable String rendered(byte[] reply) throws IOException {
    JsonNode info = Json.read(reply).path("_debug_info");
    JsonNode template = info.path("rendered_template");
    return template.isTextual() && info.path("image_count").asInt(0) == 0
        ? template.asText()
        : null;
  }

  /** The prompt of a raw request, which needs no rendering; null for others. */
  static @Nullable String rawPrompt(RequestSpec spec) throws IOException {
    return spec.asked().has(Trait.RAW)
        ? Json.only(spec.body(), Set.of("prompt")).path("prompt").asText("")
        : null;
  }

  /** Tokens that may still be made, or empty where there is no limit. */
  static OptionalInt left(RequestSpec spec, int emitted) {
    OptionalInt limit = spec.asked().numPredict();
    return limit.isEmpty() || limit.getAsInt() <= 0
        ? OptionalInt.empty()
        : OptionalInt.of(Math.max(0, limit.getAsInt() - emitted));
  }

  /**
   * The body of a raw generate that goes on after what was sent.
   *
   * @param prompt rendered, without what was sent
   * @param emitted pieces sent
   */
  static byte[] rawBody(RequestSpec spec, String prompt, String sent, int emitted)
      throws IOException {
    ObjectNode original = Json.only(spec.body(), Set.of("options", "keep_alive", "shift"));
    ObjectNode body = Json.object();
    body.put("model", spec.model().value());
    body.put("prompt", prompt + sent);
    body.put("raw", true).put("think", false).put("truncate", false).put("stream", true);
    for (String kept : new String[] {"keep_alive", "shift"}) {
      if (original.hasNonNull(kept)) {
        body.set(kept, original.get(kept));
      }
    }
    if (original.path("options").isObject()) {
      ObjectNode options = (ObjectNode) original.get("options");
      left(spec, emitted).ifPresent(left -> options.put("num_predict", left));
      if (options.path("seed").isNumber()) {
        options.put("seed", anotherSeed(options.get("seed").asLong(), emitted));
      }
      body.set("options", options);
    }
    return Json.bytes(body);
  }

  /** The same seed would repeat the draws of the first leg. */
  private static int anotherSeed(long seed, int emitted) {
    long mixed = (seed + 1) * 0x9E3779B97F4A7C15L + emitted;
    return (int) ((mixed ^ (mixed >>> 32)) & Integer.MAX_VALUE);
  }
}
