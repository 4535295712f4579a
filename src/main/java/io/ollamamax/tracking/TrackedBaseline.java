package io.ollamamax.tracking;

import io.ollamamax.cluster.ModelName;
import io.ollamamax.cluster.NodeId;

/**
 * What is usual for a metric of a model on a node, as it is kept over a restart.
 *
 * @param value in nanoseconds, not negative
 * @param samples that it was learned from, above 0
 */
public record TrackedBaseline(
    NodeId node, ModelName model, Metric metric, double value, long samples) {
  public TrackedBaseline {
    if (!(value >= 0 && samples > 0 && Double.isFinite(value))) {
      throw new IllegalArgumentException(
          "a baseline has a value from 0 and samples, got %s and %d".formatted(value, samples));
    }
  }
}
