package io.ollamamax;

import io.ollamamax.cluster.Cluster;
import io.ollamamax.cluster.ClusterView;
import io.ollamamax.cluster.Fault;
import io.ollamamax.cluster.ModelName;
import io.ollamamax.cluster.NodeId;
import io.ollamamax.cluster.NodeView;
import io.ollamamax.config.NodeSettings;
import io.ollamamax.events.Events;
import io.ollamamax.gateway.Endpoints;
import io.ollamamax.gateway.HostNames;
import io.ollamamax.gateway.NodeProbe;
import io.ollamamax.health.HealthMonitor;
import io.ollamamax.health.PassiveEvidence;
import io.ollamamax.health.ProbeSettings;
import io.ollamamax.loop.Sequencer;
import io.ollamamax.loop.Time;
import io.ollamamax.metrics.NodeLog;
import io.ollamamax.nodes.NodeListener;
import io.ollamamax.nodes.Nodes;
import io.ollamamax.nodes.Refused;
import io.ollamamax.request.NodeLoads;
import java.lang.System.Logger.Level;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Consumer;
import java.util.function.Supplier;
import java.util.random.RandomGenerator;
import java.util.stream.Collectors;

/** Joins the nodes to all that must know of them: probes, endpoints, loads and the log. */
final class NodeWiring implements NodeListener, PassiveEvidence {
  private static final System.Logger LOG = System.getLogger("config");

  private final NodeLoads loads;
  private final Endpoints endpoints;
  private final Sequencer control;
  private final Time time;
  private final NodeLog log;
  private final HeaderValues headers = new HeaderValues(System.getenv());
  private final HealthMonitor health;
  private final Nodes nodes;
  private final List<Consumer<NodeId>> onJoined = new ArrayList<>();
  private Set<NodeId> serving = Set.of();

  NodeWiring(
      Cluster cluster,
      NodeLoads loads,
      Endpoints endpoints,
      NodeProbe probe,
      HostNames names,
      Sequencer control,
      Time time,
      Supplier<ProbeSettings> settings,
      RandomGenerator random,
      Events events) {
    this.log = new NodeLog(events);
    this.loads = loads;
    this.endpoints = endpoints;
    this.control = control;
    this.time = time;
    this.health = new HealthMonitor(cluster, probe, this, control, time, settings, random);
    this.nodes =
        new Nodes(
            cluster, control, this::inFlight, names, () -> settings.get().interval(), random, this);
    cluster.onChange(log::changed);
    cluster.onChange(this::returned);
  }

  /** To be used on the control thread. */
  Nodes nodes() {
    return nodes;
  }

  /** Adds an entry of the configuration; any thread may call. */
  void add(NodeSettings entry) {
    control.execute(() -> nodes.add(entry));
  }

  /** The entries of the configuration were changed; any thread may call. */
  void reconfigure(List<NodeSettings> before, List<NodeSettings> after) {
    List<NodeSettings> gone = before.stream().filter(node -> !after.contains(node)).toList();
    List<NodeSettings> fresh = after.stream().filter(node -> !before.contains(node)).toList();
    Set<String> stay = fresh.stream().map(NodeSettings::name).collect(Collectors.toSet());
    // an entry that changed goes at once, so that it can come back; its answers end in any case
    gone.forEach(node -> change(() -> nodes.remove(node.name(), stay.contains(node.name()))));
    fresh.forEach(node -> change(() -> nodes.add(node)));
  }

  private void change(Runnable task) {
    control.execute(
        () -> {
          try {
            task.run();
          } catch (Refused e) { // the entry was added or removed by hand
            LOG.log(Level.WARNING, "configuration: {0}", e.getMessage());
          }
        });
  }

  /** What probes know; to be used on the control thread. */
  HealthMonitor health() {
    return health;
  }

  /** Tells, on the control thread, of each node that joined; to be set before the first does. */
  void onJoined(Consumer<NodeId> listener) {
    onJoined.add(listener);
  }

  /** What probes found wrong; to be used on the control thread. */
  List<Fault> faults() {
    return health.faults();
  }

  /** The interval of probes was changed; any thread may call. */
  void retime() {
    control.execute(health::retime);
  }

  /** Something speaks against the node; any thread may call. */
  void suspect(NodeId id) {
    control.execute(() -> health.probeNow(id));
  }

  /** Probes the node; completes when what was found is published. Any thread may call. */
  CompletionStage<Void> refresh(NodeId id) {
    CompletableFuture<Void> done = new CompletableFuture<>();
    control.execute(() -> health.probeNow(id, () -> done.complete(null)));
    return done;
  }

  /** A node that serves again gets its traffic slowly. */
  private void returned(ClusterView view) {
    Set<NodeId> now = new HashSet<>();
    for (NodeView node : view.nodes()) {
      if (node.status().serves()) {
        now.add(node.id());
        if (!serving.contains(node.id())) {
          loads.of(node.id()).ready(time.nanos());
        }
      }
    }
    serving = now;
  }

  @Override
  public void joining(NodeId id, Optional<NodeSettings> settings) {
    endpoints.set(
        id,
        settings
            .map(
                entry ->
                    new Endpoints.Access(
                        headers.of(
                            entry.headers(), problem -> log.incomplete(entry.name(), problem)),
                        entry.ca().map(Path::toString).orElse("")))
            .orElse(Endpoints.Access.PLAIN));
  }

  @Override
  public void joined(NodeId id) {
    loads.of(id).restarted(time.nanos());
    health.watch(id);
    onJoined.forEach(listener -> listener.accept(id));
  }

  @Override
  public void lookedUp(NodeSettings entry, String problem) {
    log.lookedUp(entry.name(), problem);
  }

  @Override
  public void gone(NodeId id) {
    health.forget(id);
    endpoints.forget(id);
    loads.forget(id);
  }

  @Override
  public void doubted(NodeId id) {
    health.probeNow(id);
  }

  @Override
  public boolean servedSince(NodeId node, ModelName model, long nanos) {
    long last = loads.of(node).of(model).lastSuccess();
    return last != Long.MIN_VALUE && last - nanos >= 0;
  }

  @Override
  public int inFlight(NodeId node) {
    return loads.of(node).inFlight();
  }
}
