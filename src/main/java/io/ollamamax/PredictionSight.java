package io.ollamamax;

import io.ollamamax.cluster.Cluster;
import io.ollamamax.cluster.Fault;
import io.ollamamax.cluster.NodeId;
import io.ollamamax.cluster.NodeView;
import io.ollamamax.loop.Time;
import io.ollamamax.prediction.HostMetrics;
import io.ollamamax.prediction.Metric;
import io.ollamamax.prediction.NodeSample;
import io.ollamamax.prediction.PredictionLoop;
import io.ollamamax.prediction.RequestEvidence;
import io.ollamamax.telemetry.Supervision;
import io.ollamamax.telemetry.Supervisions;
import io.ollamamax.telemetry.TelemetryStore;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;
import java.util.function.ToIntFunction;

/** What prediction sees of the nodes: telemetry, requests, probes. Used on the control thread. */
final class PredictionSight implements PredictionLoop.Sight {
  private static final Duration FRESH = Duration.ofSeconds(5);
  private static final String STUCK_UNLOAD = "stuck-unload";

  private final Cluster cluster;
  private final TelemetryStore telemetry;
  private final Supervisions supervisions;
  private final RequestEvidence requests;
  private final Supplier<List<Fault>> faults;
  private final ToIntFunction<NodeId> inFlight;
  private final Time time;
  private final Map<NodeId, Integer> restarts = new HashMap<>();

  PredictionSight(
      Cluster cluster,
      TelemetryStore telemetry,
      Supervisions supervisions,
      RequestEvidence requests,
      Supplier<List<Fault>> faults,
      ToIntFunction<NodeId> inFlight,
      Time time) {
    this.cluster = cluster;
    this.telemetry = telemetry;
    this.supervisions = supervisions;
    this.requests = requests;
    this.faults = faults;
    this.inFlight = inFlight;
    this.time = time;
  }

  @Override
  public List<Fault> faults() {
    return faults.get();
  }

  @Override
  public Map<NodeId, NodeSample> samples() {
    Map<NodeId, NodeSample> samples = new HashMap<>();
    Instant now = time.now();
    List<Fault> wrong = faults.get();
    for (NodeView node : cluster.view().nodes()) {
      samples.put(node.id(), sample(node, now, wrong));
    }
    restarts.keySet().retainAll(samples.keySet());
    requests.retain(samples.keySet());
    return samples;
  }

  private NodeSample sample(NodeView node, Instant now, List<Fault> wrong) {
    NodeId id = node.id();
    NodeSample.Builder sample = NodeSample.at(now);
    telemetry
        .latest(id)
        .filter(host -> Duration.between(host.at(), now).abs().compareTo(FRESH) < 0)
        .ifPresent(host -> HostMetrics.add(host, id, sample));
    requests.take(id, sample);
    supervisions
        .find(id)
        .map(Supervision::restarts)
        .ifPresent(count -> restarted(id, count, sample));
    sample.set(Metric.ANSWERS, node.found().serves() ? 1 : 0);
    sample.set(Metric.QUEUE, inFlight.applyAsInt(id));
    sample.set(
        Metric.STUCK_UNLOADS,
        (double)
            wrong.stream()
                .filter(
                    fault ->
                        fault instanceof Fault.StuckModel stuck
                            && stuck.node().equals(id)
                            && stuck.evidence().startsWith(STUCK_UNLOAD))
                .count());
    return sample.build();
  }

  private void restarted(NodeId id, int count, NodeSample.Builder sample) {
    Integer before = restarts.put(id, count);
    sample.set(Metric.RESTARTS, before == null ? 0 : Math.max(0, count - before));
  }
}
