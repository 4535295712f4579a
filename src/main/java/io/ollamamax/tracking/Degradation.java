package io.ollamamax.tracking;

import io.ollamamax.cluster.Fault;
import io.ollamamax.cluster.ModelName;
import io.ollamamax.cluster.NodeId;
import java.util.Optional;

/**
 * A metric of a model on a node that is far worse than it was and than it is elsewhere.
 *
 * @param baseline usual median, in nanoseconds
 * @param peers median of the other nodes now, in nanoseconds; 0 where none serves the model
 * @param now median over the last slices, in nanoseconds
 * @param since monotonic nanoseconds
 */
public record Degradation(
    NodeId node, ModelName model, Metric metric, long baseline, long peers, long now, long since) {
  /** As a fault: twice as slow is 0.5, four times 0.75. */
  public Fault fault() {
    double severity = 1 - (double) baseline / Math.max(now, baseline + 1);
    return new Fault.NodeDegraded(node, Optional.of(model), metric.wire(), severity, evidence());
  }

  /** In plain words. */
  public String evidence() {
    return "%s of %s is %s, usual is %s%s"
        .formatted(
            metric.wire(),
            model,
            millis(now),
            millis(baseline),
            peers == 0 ? "" : ", its peers have " + millis(peers));
  }

  /** Milliseconds for people. */
  public static String millis(long nanos) {
    return nanos < 10_000_000
        ? "%.1f ms".formatted(nanos / 1e6)
        : "%d ms".formatted(nanos / 1_000_000);
  }
}
