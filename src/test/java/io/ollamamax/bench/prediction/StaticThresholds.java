package io.ollamamax.bench.prediction;

import io.ollamamax.cluster.NodeId;
import io.ollamamax.prediction.FailureMode;
import io.ollamamax.prediction.Metric;
import io.ollamamax.prediction.NodeSample;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashMap;
import java.util.Map;

/** What an operator's alert rules say: a metric's mean over some seconds is beyond a limit. */
final class StaticThresholds implements Contender {
  private static final int SECONDS = 30;
  private static final Map<Metric, Double> ABOVE =
      Map.of(
          Metric.HOST_MEMORY, 0.9,
          Metric.GPU_MEMORY, 0.92,
          Metric.DISK, 0.9,
          Metric.GPU_TEMPERATURE, 87.0,
          Metric.FIRST_TOKEN, 10.0,
          Metric.INTER_TOKEN, 0.25,
          Metric.QUEUE, 20.0,
          Metric.ERRORS, 0.15);

  private final Duration horizon;
  private final Map<NodeId, Deque<NodeSample>> samples = new HashMap<>();
  private final Map<NodeId, Instant> open = new HashMap<>();
  private final Map<NodeId, Boolean> alert = new HashMap<>();
  private final Map<NodeId, Integer> falseAlarms = new HashMap<>();
  private double lead = Double.NaN;

  StaticThresholds(Duration horizon) {
    this.horizon = horizon;
  }

  @Override
  public void sample(NodeId node, NodeSample sample) {
    Deque<NodeSample> newest = samples.computeIfAbsent(node, n -> new ArrayDeque<>());
    newest.addLast(sample);
    if (newest.size() > SECONDS) {
      newest.removeFirst();
    }
  }

  @Override
  public void tick(Instant now) {
    samples.forEach(
        (node, newest) -> {
          boolean on = beyond(newest);
          alert.put(node, on);
          Instant made = open.get(node);
          if (made != null && now.isAfter(made.plus(horizon))) {
            open.remove(node);
            falseAlarms.merge(node, 1, Integer::sum);
          } else if (made == null && on) {
            open.put(node, now);
          }
        });
  }

  private static boolean beyond(Deque<NodeSample> newest) {
    boolean down =
        newest.stream().mapToDouble(s -> s.get(Metric.ANSWERS)).average().orElse(1) < 0.5;
    return down
        || ABOVE.entrySet().stream()
            .anyMatch(
                limit ->
                    newest.stream()
                            .mapToDouble(s -> s.get(limit.getKey()))
                            .filter(Double::isFinite)
                            .average()
                            .orElse(0)
                        > limit.getValue());
  }

  @Override
  public void failed(NodeId node, FailureMode mode, Instant at) {
    Instant made = open.remove(node);
    if (made != null) {
      lead = Duration.between(made, at).toMillis() / 1000.0;
    }
  }

  @Override
  public double probability(NodeId node) {
    return alert.getOrDefault(node, false) ? 1 : 0;
  }

  @Override
  public int falseAlarms(NodeId node) {
    return falseAlarms.getOrDefault(node, 0);
  }

  @Override
  public double lead() {
    return lead;
  }
}
