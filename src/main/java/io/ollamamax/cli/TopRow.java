package io.ollamamax.cli;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.List;

/**
 * One node as {@code top} shows it.
 *
 * @param tokensPerSecond since the look before; NaN where there was none
 * @param firstToken in seconds, of its fastest model; 0 where none is known
 * @param held whether it is drained
 */
record TopRow(
    String id,
    String status,
    int inFlight,
    double tokensPerSecond,
    double firstToken,
    boolean held,
    String breaker,
    String models,
    String reason) {

  static TopRow of(JsonNode node, double tokensPerSecond) {
    double first = 0;
    String breaker = node.path("breaker").asText();
    List<String> models = new ArrayList<>();
    for (JsonNode model : node.path("models")) {
      double own = model.path("first_token_seconds").asDouble();
      first = first == 0 || (own > 0 && own < first) ? own : first;
      if (!model.path("breaker").asText().equals("closed")) {
        breaker = model.path("breaker").asText();
      }
      models.add(
          (model.path("loaded").asBoolean() ? "" : "-")
              + model.path("name").asText().replaceFirst(":latest$", ""));
    }
    return new TopRow(
        node.path("id").asText(),
        node.path("status").asText(),
        node.path("in_flight").asInt(),
        tokensPerSecond,
        first,
        node.path("status").asText().equals("draining"),
        breaker,
        String.join(" ", models),
        node.path("reason").asText());
  }
}
