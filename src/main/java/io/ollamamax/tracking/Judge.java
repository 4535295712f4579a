package io.ollamamax.tracking;

import io.ollamamax.cluster.ModelName;
import io.ollamamax.cluster.NodeId;
import java.util.List;
import java.util.Map;

/** Whether one model on one node got worse: against its own past, and against its peers now. */
final class Judge {
  private static final int ENOUGH = 5;
  private static final double WORSE = 2;
  private static final double WORSE_THAN_PEERS = 1.5;
  private static final double WELL = 1.3;
  private static final List<Metric> JUDGED = List.of(Metric.FIRST_TOKEN, Metric.TOKEN_GAP);

  private final NodeId node;
  private final ModelName model;
  private final Series series;
  private final Map<NodeId, Slice> recent;

  /**
   * @param recent the last slices of each node that serves the model
   */
  Judge(NodeId node, ModelName model, Series series, Map<NodeId, Slice> recent) {
    this.node = node;
    this.model = model;
    this.series = series;
    this.recent = recent;
  }

  void judge(long now, List<Degradation> worse, List<Degradation> well) {
    for (Metric metric : JUDGED) {
      Summary current = summary(node, metric);
      Degradation before = series.degradation(metric);
      if (before == null) {
        if (worseThanUsual(metric, current)) {
          compare(metric, current, now, worse);
        }
      } else if (series.empty()
          || (current.count() > 0 && current.p50() < WELL * before.baseline())) {
        series.recovered(metric);
        well.add(before);
      }
    }
  }

  private Summary summary(NodeId of, Metric metric) {
    Slice slice = recent.get(of);
    return slice == null ? Summary.NONE : slice.summary(metric);
  }

  /** The whole distribution must have moved, not only its middle. */
  private boolean worseThanUsual(Metric metric, Summary current) {
    Baseline usual = series.baseline(metric);
    return usual.known()
        && current.count() >= ENOUGH
        && current.p50() >= WORSE * usual.value()
        && current.p25() > usual.value();
  }

  /** What is as slow elsewhere is a load, not this node's fault. */
  private void compare(Metric metric, Summary current, long now, List<Degradation> worse) {
    long peers = peers(metric);
    if (peers == 0 || current.p50() >= WORSE_THAN_PEERS * peers) {
      long usual = series.baseline(metric).value();
      Degradation found = new Degradation(node, model, metric, usual, peers, current.p50(), now);
      series.degraded(found);
      worse.add(found);
    }
  }

  /** Median of the other nodes' medians; 0 where too little is known of them. */
  private long peers(Metric metric) {
    long[] medians =
        recent.keySet().stream()
            .filter(other -> !other.equals(node))
            .map(other -> summary(other, metric))
            .filter(summary -> summary.count() >= ENOUGH)
            .mapToLong(Summary::p50)
            .sorted()
            .toArray();
    return medians.length == 0 ? 0 : medians[medians.length / 2];
  }
}
