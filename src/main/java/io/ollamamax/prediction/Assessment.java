package io.ollamamax.prediction;

import io.ollamamax.cluster.NodeId;
import java.time.Instant;
import java.util.List;
import java.util.Map;

/**
 * How a node looked in the newest round.
 *
 * @param score how anomalous, 0 to 1: that of all families together
 * @param scores by family; those that are off are absent
 * @param anomalous whether the score reaches {@code threshold}
 * @param confidence calibrated probability of a failure within the horizon, 0 to 1
 * @param findings that made it, the strongest first
 */
public record Assessment(
    NodeId node,
    Instant at,
    double score,
    Map<Family, Double> scores,
    boolean anomalous,
    double confidence,
    List<Finding> findings) {
  public Assessment {
    scores = Map.copyOf(scores);
    findings = List.copyOf(findings);
  }
}
