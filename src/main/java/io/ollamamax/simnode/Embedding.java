package io.ollamamax.simnode;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.ollamamax.ollama.Json;
import java.util.List;
import java.util.SplittableRandom;

/** Vectors that depend on model and text alone. */
final class Embedding {
  private static final int DIMENSIONS = 8;

  private Embedding() {}

  /** {@code /api/embed}. */
  static ObjectNode embed(String name, SimModel model, JsonNode body) throws Refused {
    JsonNode input = body.path("input");
    ObjectNode answer = Json.object().put("model", name);
    ArrayNode vectors = answer.putArray("embeddings");
    int dimensions = body.path("dimensions").asInt(DIMENSIONS);
    int tokens = 0;
    Iterable<JsonNode> texts =
        input.isArray()
            ? input
            : input.isMissingNode() || input.isNull() ? List.of() : List.of(input);
    for (JsonNode text : texts) {
      if (!text.isTextual()) {
        throw new Refused(400, "invalid input type");
      }
      tokens += Ask.words(text.asText());
      vectors.add(vector(model, text.asText(), dimensions));
    }
    answer.put("total_duration", 1_000_000).put("load_duration", 0);
    return answer.put("prompt_eval_count", tokens);
  }

  /** {@code /api/embeddings}, the older one. */
  static ObjectNode embeddings(SimModel model, JsonNode body) {
    ObjectNode answer = Json.object();
    answer.set("embedding", vector(model, body.path("prompt").asText(""), DIMENSIONS));
    return answer;
  }

  private static ArrayNode vector(SimModel model, String text, int dimensions) {
    SplittableRandom random = new SplittableRandom((model.digest() + text).hashCode());
    double[] parts = random.doubles(Math.max(1, dimensions), -1, 1).toArray();
    double length = 0;
    for (double part : parts) {
      length += part * part;
    }
    ArrayNode vector = Json.MAPPER.createArrayNode();
    for (double part : parts) {
      vector.add((float) (part / Math.sqrt(length)));
    }
    return vector;
  }
}
