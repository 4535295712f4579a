package io.ollamamax.ollama.openai;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.ollamamax.ollama.Dialect;
import io.ollamamax.ollama.Fields;
import io.ollamamax.ollama.Json;
import io.ollamamax.ollama.Stamp;
import io.ollamamax.ollama.Translation;
import java.io.IOException;

/** {@code /v1/completions} by {@code /api/generate}. */
public final class CompletionDialect implements Dialect {
  @Override
  public Translation translate(byte[] body, Stamp stamp) throws IOException {
    ObjectNode asked = Fields.request(body);
    Sampling.single(asked, "n");
    Sampling.single(asked, "best_of");
    Fields.require(!Fields.flag(asked, "echo"), "echo is not supported");
    String model = Fields.text(asked, "model");
    ObjectNode generate = Json.object().put("model", model);
    generate.put("prompt", prompt(asked.path("prompt")));
    generate.put("stream", Fields.flag(asked, "stream"));
    String suffix = Fields.text(asked, "suffix");
    if (!suffix.isEmpty()) {
      generate.put("suffix", suffix);
    }
    if (asked.path("logprobs").asInt() > 0) {
      generate.put("logprobs", true).set("top_logprobs", asked.get("logprobs"));
    }
    generate.set("options", Sampling.options(asked));
    boolean usage = Fields.flag(asked.path("stream_options"), "include_usage");
    return new Translation(Json.bytes(generate), new CompletionReplies(stamp, model, usage));
  }

  private static String prompt(JsonNode given) throws IOException {
    JsonNode prompt = given.isArray() && given.size() == 1 ? given.get(0) : given;
    Fields.require(prompt.isTextual(), "prompt must be one string");
    return prompt.asText();
  }
}
