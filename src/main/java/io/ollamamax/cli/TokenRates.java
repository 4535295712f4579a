package io.ollamamax.cli;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.HashMap;
import java.util.Map;

/** How many tokens come from each node in a second, by what it had given at the look before. */
final class TokenRates {
  private static final double SECOND = 1e9;

  private Map<String, Long> before = Map.of();
  private long lookedAt;

  /**
   * Takes what {@code /api/v1/nodes} says; a node seen for the first time has no rate yet.
   *
   * @param nanos when it said so, monotonic
   */
  Map<String, Double> take(JsonNode nodes, long nanos) {
    double seconds = (nanos - lookedAt) / SECOND;
    Map<String, Long> now = new HashMap<>();
    Map<String, Double> rates = new HashMap<>();
    for (JsonNode node : nodes) {
      String id = node.path("id").asText();
      long tokens = 0;
      for (JsonNode model : node.path("models")) {
        tokens += model.path("tokens").asLong();
      }
      now.put(id, tokens);
      Long old = before.get(id);
      if (old != null && seconds > 0) {
        rates.put(id, Math.max(0, tokens - old) / seconds);
      }
    }
    before = now;
    lookedAt = nanos;
    return rates;
  }
}
