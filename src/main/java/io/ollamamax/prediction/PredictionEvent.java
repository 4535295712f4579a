package io.ollamamax.prediction;

import io.ollamamax.cluster.NodeId;
import java.time.Duration;
import java.time.Instant;

/** What happens in prediction, for logs, metrics and whoever acts. */
public sealed interface PredictionEvent {
  /** A failure is foreseen. */
  record Published(Prediction prediction) implements PredictionEvent {}

  /**
   * The node failed as foreseen, or stayed bad while somebody acted.
   *
   * @param lead from the prediction on
   * @param how in plain words
   */
  record CameTrue(Prediction prediction, Duration lead, String how) implements PredictionEvent {}

  /**
   * The horizon passed without a failure.
   *
   * @param reason in plain words
   */
  record CameFalse(Prediction prediction, String reason) implements PredictionEvent {}

  /** Somebody acted and the node looks well: what would have come of it nobody knows. */
  record Averted(Prediction prediction) implements PredictionEvent {}

  /** A node failed that nobody had foreseen. */
  record Missed(NodeId node, FailureMode mode, Instant at) implements PredictionEvent {}

  /**
   * A detector could not say anything; the others went on.
   *
   * @param cause in plain words
   */
  record DetectorFailed(NodeId node, String detector, String cause) implements PredictionEvent {}

  /**
   * Something of prediction itself broke; all else goes on.
   *
   * @param cause in plain words
   */
  record Broken(String cause) implements PredictionEvent {}

  /** The clock jumped: what was seen before is forgotten, and open predictions are dropped. */
  record ClockJumped(Instant from, Instant to, int dropped) implements PredictionEvent {}
}
