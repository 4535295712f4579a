package io.ollamamax.prediction;

import io.ollamamax.cluster.Fault;
import io.ollamamax.cluster.NodeId;
import java.time.Instant;
import java.util.List;

/**
 * A failure that is foreseen.
 *
 * @param confidence calibrated probability of a failure until {@code until}
 * @param score how anomalous the node is
 * @param expected when, as well as can be told
 * @param until end of the horizon
 * @param evidence what made it, in plain words, the strongest first
 * @param shadow not to be acted on
 */
public record Prediction(
    NodeId node,
    FailureMode mode,
    double confidence,
    double score,
    Instant made,
    Instant expected,
    Instant until,
    List<String> evidence,
    boolean shadow) {
  public Prediction {
    evidence = List.copyOf(evidence);
  }

  /** As healing takes it. */
  public Fault.PredictedFailure fault() {
    return new Fault.PredictedFailure(
        node, mode.wire(), confidence, expected, String.join("; ", evidence));
  }
}
