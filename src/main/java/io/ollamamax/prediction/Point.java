package io.ollamamax.prediction;

/**
 * Some seconds of a node's samples, folded.
 *
 * @param second end of it, in seconds of the epoch
 * @param values by the metric's place; NaN where none of the samples had it
 */
public record Point(long second, double[] values) {
  /** NaN where it is absent. */
  public double get(Metric metric) {
    return values[metric.place()];
  }
}
