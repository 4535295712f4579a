package io.ollamamax.prediction;

/**
 * What one detector says of a node.
 *
 * @param score how anomalous, 0 to 1
 * @param secondsToFailure NaN where the detector does not know
 * @param evidence in plain words
 */
public record Finding(FailureMode mode, double score, double secondsToFailure, String evidence) {
  /** Without a time. */
  public Finding(FailureMode mode, double score, String evidence) {
    this(mode, score, Double.NaN, evidence);
  }
}
