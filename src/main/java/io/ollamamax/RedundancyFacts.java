package io.ollamamax;

import io.ollamamax.cluster.Cluster;
import io.ollamamax.cluster.ClusterView;
import io.ollamamax.cluster.Fault;
import io.ollamamax.cluster.ModelName;
import io.ollamamax.cluster.ModelRoute;
import io.ollamamax.cluster.NodeHold;
import io.ollamamax.cluster.NodeId;
import io.ollamamax.cluster.NodeKind;
import io.ollamamax.cluster.NodeView;
import io.ollamamax.loop.Time;
import io.ollamamax.redundancy.Facts;
import io.ollamamax.redundancy.Site;
import io.ollamamax.telemetry.GpuSample;
import io.ollamamax.telemetry.HostSample;
import io.ollamamax.telemetry.Supervision;
import io.ollamamax.telemetry.Supervisions;
import io.ollamamax.telemetry.TelemetryStore;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.function.Supplier;
import java.util.function.ToIntFunction;

/** What redundancy knows of the nodes. Used on the control thread. */
final class RedundancyFacts implements Supplier<Facts> {
  private static final Duration FRESH = Duration.ofMinutes(1);

  private final Cluster cluster;
  private final TelemetryStore telemetry;
  private final Supervisions supervisions;
  private final ToIntFunction<NodeId> inFlight;
  private final Supplier<List<Fault>> faults;
  private final Demand demand;
  private final Time time;

  RedundancyFacts(
      Cluster cluster,
      TelemetryStore telemetry,
      Supervisions supervisions,
      ToIntFunction<NodeId> inFlight,
      Supplier<List<Fault>> faults,
      Demand demand,
      Time time) {
    this.cluster = cluster;
    this.telemetry = telemetry;
    this.supervisions = supervisions;
    this.inFlight = inFlight;
    this.faults = faults;
    this.demand = demand;
    this.time = time;
  }

  @Override
  public Facts get() {
    ClusterView view = cluster.view();
    Map<NodeId, String> endangered = endangered();
    Map<ModelName, String> digests = new HashMap<>();
    for (NodeView node : view.nodes()) {
      for (ModelName model : node.models().keySet()) {
        digests.computeIfAbsent(
            model,
            name ->
                Optional.ofNullable(view.routes().route(name)).map(ModelRoute::digest).orElse(""));
      }
    }
    return new Facts(
        view.nodes().stream().map(node -> site(node, endangered)).toList(),
        digests,
        demand.averages(),
        view.routes().whole());
  }

  private Map<NodeId, String> endangered() {
    Map<NodeId, String> found = new HashMap<>();
    for (Fault fault : faults.get()) {
      if (fault instanceof Fault.PredictedFailure predicted) {
        found.put(predicted.node(), "its failure is predicted: " + predicted.mode());
      }
    }
    return found;
  }

  private Site site(NodeView node, Map<NodeId, String> endangered) {
    NodeId id = node.id();
    boolean goes =
        node.hold() == NodeHold.DRAINED
            || node.hold() == NodeHold.LEAVING
            || node.hold() == NodeHold.STANDBY;
    Optional<HostSample> sample =
        telemetry
            .latest(id)
            .filter(host -> Duration.between(host.at(), time.now()).abs().compareTo(FRESH) < 0);
    boolean busy = inFlight.applyAsInt(id) > 0;
    Map<ModelName, Site.Held> models = new HashMap<>();
    node.models()
        .forEach(
            (name, model) ->
                models.put(
                    name, new Site.Held(model.digest(), model.size(), busy && model.loaded())));
    return new Site(
        id,
        node.kind(),
        store(node),
        node.status().serves(),
        node.found().serves(),
        goes ? node.reason() : endangered.getOrDefault(id, ""),
        node.labels(),
        sample.flatMap(HostSample::disk).map(disk -> new Site.Disk(disk.free(), disk.total())),
        sample.map(RedundancyFacts::vram).orElse(OptionalLong.empty()),
        models);
  }

  /** Services of one agent have one folder of models; each embedded node has its own. */
  private String store(NodeView node) {
    return node.kind() == NodeKind.EMBEDDED
        ? "node " + node.id()
        : supervisions
            .find(node.id())
            .map(Supervision::agent)
            .map(agent -> "agent " + agent)
            .orElse("node " + node.id());
  }

  private static OptionalLong vram(HostSample sample) {
    List<OptionalLong> known =
        sample.gpus().stream().map(GpuSample::memoryTotal).filter(OptionalLong::isPresent).toList();
    return known.isEmpty()
        ? OptionalLong.empty()
        : OptionalLong.of(known.stream().mapToLong(OptionalLong::getAsLong).sum());
  }
}
