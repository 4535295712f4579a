package io.ollamamax.gateway;

import com.fasterxml.jackson.databind.JsonNode;
import io.ollamamax.cluster.ModelName;
import io.ollamamax.http.Request;
import io.ollamamax.http.Response;
import io.ollamamax.http.Route;
import io.ollamamax.ollama.ErrorShape;
import io.ollamamax.ollama.Json;
import io.ollamamax.ollama.openai.ModelList;
import java.util.Collection;
import java.util.List;

/**
 * What clients of OpenAI's and Anthropic's APIs ask beside answers: the models that all nodes have
 * together, and counts of tokens, which Ollama does not give without an answer.
 */
public final class V1Routes {
  private static final ErrorShape ERRORS = ErrorShape.OPENAI;

  private final MergedReads reads;

  public V1Routes(MergedReads reads) {
    this.reads = reads;
  }

  public List<Route> routes() {
    return List.of(
        Route.get("/v1/models", this::list),
        Route.get("/v1/models/{model...}", this::one),
        Route.post("/v1/messages/count_tokens", V1Routes::countTokens));
  }

  private Response list(Request request) {
    Collection<JsonNode> tags = reads.models("/api/tags");
    return tags == null
        ? MergedReads.nobody(ERRORS)
        : Response.json(200, Json.bytes(ModelList.of(tags)));
  }

  private Response one(Request request) {
    Collection<JsonNode> tags = reads.models("/api/tags");
    if (tags == null) {
      return MergedReads.nobody(ERRORS);
    }
    String asked = request.variable("model");
    String name = ModelName.of(asked).value();
    for (JsonNode tag : tags) {
      if (tag.path("name").asText().equals(name)) {
        return Response.json(200, Json.bytes(ModelList.model(asked, tag)));
      }
    }
    return Response.json(404, ERRORS.whole(404, "model '" + asked + "' not found"));
  }

  /** Not 501: clients would try again. */
  private static Response countTokens(Request request) {
    return Response.json(
        404,
        ErrorShape.ANTHROPIC.whole(
            404, "tokens cannot be counted beforehand: Ollama counts them in its answers alone"));
  }
}
