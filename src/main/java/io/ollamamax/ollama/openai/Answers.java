package io.ollamamax.ollama.openai;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.ollamamax.ollama.Json;
import io.ollamamax.ollama.Stamp;

/** What OpenAI's answers have in common. */
final class Answers {
  private Answers() {}

  /** The fields that each piece of an answer begins with. */
  static ObjectNode head(String id, String object, Stamp stamp, String model) {
    return Json.object()
        .put("id", id)
        .put("object", object)
        .put("created", stamp.created())
        .put("model", model)
        .put("system_fingerprint", "fp_ollama");
  }

  /** The object with one choice. */
  static ObjectNode with(ObjectNode head, JsonNode choice) {
    ObjectNode whole = head.deepCopy();
    whole.putArray("choices").add(choice);
    return whole;
  }

  /** Counts of tokens, from the last line of an answer. */
  static ObjectNode usage(JsonNode last) {
    long prompt = last.path("prompt_eval_count").asLong();
    long completion = last.path("eval_count").asLong();
    return Json.object()
        .put("prompt_tokens", prompt)
        .put("completion_tokens", completion)
        .put("total_tokens", prompt + completion);
  }

  /** The chunk after the last choice that carries the usage. */
  static ObjectNode usageChunk(ObjectNode head, JsonNode last) {
    ObjectNode chunk = head.deepCopy();
    chunk.putArray("choices");
    chunk.set("usage", usage(last));
    return chunk;
  }

  /** {@code stop} or {@code length}: other reasons of Ollama's mean that nothing was asked. */
  static String finishReason(JsonNode last) {
    return last.path("done_reason").asText().equals("length") ? "length" : "stop";
  }

  /** Log probabilities of chat, with the fields that Ollama leaves out where they are empty. */
  static ObjectNode logprobs(JsonNode entries) {
    ObjectNode logprobs = Json.object();
    ArrayNode content = logprobs.putArray("content");
    for (JsonNode entry : entries) {
      ObjectNode whole = content.addObject();
      token(entry, whole);
      ArrayNode top = whole.putArray("top_logprobs");
      entry.path("top_logprobs").forEach(other -> token(other, top.addObject()));
    }
    return logprobs;
  }

  private static void token(JsonNode entry, ObjectNode to) {
    to.put("token", entry.path("token").asText());
    to.put("logprob", entry.path("logprob").asDouble());
    to.set("bytes", entry.hasNonNull("bytes") ? entry.get("bytes") : to.nullNode());
  }
}
