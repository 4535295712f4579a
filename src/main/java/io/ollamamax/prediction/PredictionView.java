package io.ollamamax.prediction;

import io.ollamamax.cluster.Fault;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/**
 * All that is known of prediction as of the newest round.
 *
 * @param enabled whether it runs
 * @param shadow whether predictions are kept from whoever acts
 * @param round when the newest round was; nothing before the first
 * @param nodes that were analysed, in the order of their names
 * @param open predictions that are not resolved yet
 * @param faults those of them that still look so, for healing; none in shadow mode
 * @param resolved the newest of them, the newest last
 * @param analyses of nodes so far
 * @param anomalous how many of these reached {@code threshold}
 * @param contained failures of detectors and of the clock that were kept inside
 */
public record PredictionView(
    boolean enabled,
    boolean shadow,
    Optional<Instant> round,
    List<Assessment> nodes,
    List<Prediction> open,
    List<Fault> faults,
    List<PredictionEvent> resolved,
    Standing standing,
    long analyses,
    long anomalous,
    long contained) {
  public PredictionView {
    nodes = List.copyOf(nodes);
    open = List.copyOf(open);
    faults = List.copyOf(faults);
    resolved = List.copyOf(resolved);
  }

  /** As it is before the first round. */
  public static PredictionView none(boolean enabled, boolean shadow) {
    return new PredictionView(
        enabled,
        shadow,
        Optional.empty(),
        List.of(),
        List.of(),
        List.of(),
        List.of(),
        Standing.NONE,
        0,
        0,
        0);
  }
}
