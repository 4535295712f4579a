package io.ollamamax.metrics;

import io.ollamamax.cluster.ClusterView;
import io.ollamamax.cluster.Faults;
import io.ollamamax.cluster.NodeId;
import io.ollamamax.cluster.NodeStatus;
import io.prometheus.metrics.core.metrics.Counter;
import io.prometheus.metrics.core.metrics.GaugeWithCallback;
import io.prometheus.metrics.model.registry.PrometheusRegistry;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;
import java.util.function.ToIntFunction;
import java.util.stream.Collectors;

/** What is known of nodes and faults, read when it is asked for. */
public final class ClusterMetrics implements Faults.Listener {
  private static final int MOST_NODES = 1_000;

  private final Counter opened;

  public ClusterMetrics(
      PrometheusRegistry registry,
      Supplier<ClusterView> cluster,
      Supplier<List<Faults.Open>> faults,
      ToIntFunction<NodeId> inFlight) {
    GaugeWithCallback.builder()
        .name("ollamamax_nodes")
        .help("Nodes by their status")
        .labelNames("status")
        .callback(
            out -> {
              Map<NodeStatus, Long> counts =
                  cluster.get().nodes().stream()
                      .collect(Collectors.groupingBy(node -> node.status(), Collectors.counting()));
              for (NodeStatus status : NodeStatus.values()) {
                out.call(counts.getOrDefault(status, 0L), status.wire());
              }
            })
        .register(registry);
    GaugeWithCallback.builder()
        .name("ollamamax_node_in_flight")
        .help("Requests that a node works on")
        .labelNames("node")
        .callback(
            out ->
                cluster.get().nodes().stream()
                    .limit(MOST_NODES)
                    .forEach(node -> out.call(inFlight.applyAsInt(node.id()), node.id().value())))
        .register(registry);
    GaugeWithCallback.builder()
        .name("ollamamax_faults_open")
        .help("Faults that are there now, by kind and mode of the fault catalogue")
        .labelNames("kind", "mode")
        .callback(
            out ->
                faults.get().stream()
                    .collect(
                        Collectors.groupingBy(
                            open -> List.of(open.fault().kind(), FaultModes.of(open.fault())),
                            Collectors.counting()))
                    .forEach((of, count) -> out.call(count, of.toArray(String[]::new))))
        .register(registry);
    this.opened =
        Counter.builder()
            .name("ollamamax_faults")
            .help("Faults that were found, by kind and mode of the fault catalogue")
            .labelNames("kind", "mode")
            .register(registry);
  }

  @Override
  public void opened(Faults.Open open) {
    opened.labelValues(open.fault().kind(), FaultModes.of(open.fault())).inc();
  }

  @Override
  public void closed(Faults.Open open, Instant at) {}
}
