package io.ollamamax.tracking;

import io.ollamamax.cluster.ModelName;
import io.ollamamax.cluster.NodeId;
import java.time.Duration;
import java.util.List;
import java.util.Map;

/**
 * The window as it was at a moment.
 *
 * @param rows by node and model
 * @param bytes of memory that the histograms take, estimated
 * @param dropped observations that could not be kept
 */
public record PerformanceView(
    boolean enabled,
    Duration window,
    List<Row> rows,
    List<Degradation> degradations,
    long bytes,
    long dropped) {
  public PerformanceView {
    rows = List.copyOf(rows);
    degradations = List.copyOf(degradations);
  }

  /**
   * One model on one node.
   *
   * @param tries that ended in the window
   * @param failed of them
   */
  public record Row(
      NodeId node, ModelName model, long tries, long failed, Map<Metric, Summary> metrics) {
    public Row {
      metrics = Map.copyOf(metrics);
    }

    /** The figures of a metric. */
    public Summary metric(Metric metric) {
      return metrics.getOrDefault(metric, Summary.NONE);
    }

    /** Share of failed tries; 0 where there was none. */
    public double errorShare() {
      return tries == 0 ? 0 : (double) failed / tries;
    }
  }
}
