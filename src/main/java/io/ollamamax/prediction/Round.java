package io.ollamamax.prediction;

import java.util.List;

/**
 * What a round over all nodes came to.
 *
 * @param view as it is now
 * @param events since the round before, in their order
 */
public record Round(PredictionView view, List<PredictionEvent> events) {
  public Round {
    events = List.copyOf(events);
  }
}
