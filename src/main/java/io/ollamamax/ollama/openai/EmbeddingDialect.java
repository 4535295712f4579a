package io.ollamamax.ollama.openai;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.ollamamax.ollama.Dialect;
import io.ollamamax.ollama.Fields;
import io.ollamamax.ollama.Json;
import io.ollamamax.ollama.Stamp;
import io.ollamamax.ollama.Translation;
import java.io.IOException;
import java.util.Locale;

/** {@code /v1/embeddings} by {@code /api/embed}. */
public final class EmbeddingDialect implements Dialect {
  @Override
  public Translation translate(byte[] body, Stamp stamp) throws IOException {
    ObjectNode asked = Fields.request(body);
    String model = Fields.text(asked, "model");
    ObjectNode embed = Json.object().put("model", model);
    embed.set("input", input(asked.path("input")));
    Fields.number(asked, "dimensions", embed, "dimensions");
    String format = Fields.text(asked, "encoding_format").toLowerCase(Locale.ROOT);
    return switch (format) {
      case "", "float" -> new Translation(Json.bytes(embed), new EmbeddingReplies(model, false));
      case "base64" -> new Translation(Json.bytes(embed), new EmbeddingReplies(model, true));
      default ->
          throw new IOException("encoding_format must be float or base64, not '" + format + "'");
    };
  }

  private static JsonNode input(JsonNode given) throws IOException {
    Fields.require(
        given.isTextual() || (given.isArray() && !given.isEmpty()),
        "input must be a string or an array of strings");
    for (JsonNode one : given) {
      Fields.require(one.isTextual(), "input must be text: numbers of tokens are not supported");
    }
    return given.isTextual() ? Json.MAPPER.createArrayNode().add(given) : given;
  }
}
