package io.ollamamax.health;

import io.ollamamax.cluster.Cluster;
import io.ollamamax.cluster.Fault;
import io.ollamamax.cluster.ModelName;
import io.ollamamax.cluster.NodeId;
import io.ollamamax.cluster.NodeModel;
import io.ollamamax.cluster.NodeView;
import io.ollamamax.loop.Sequencer;
import io.ollamamax.loop.Time;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;
import java.util.random.RandomGenerator;

/**
 * Probes every node by itself, each {@code health_check_interval}, sooner where a node does not
 * serve or did not answer; one dead node delays nobody. Its methods run on the control thread.
 */
public final class HealthMonitor {
  private static final Duration RECOVERY_INTERVAL = Duration.ofSeconds(1);
  private static final double JITTER = 0.1;

  private final Cluster cluster;
  private final Probe probe;
  private final PassiveEvidence evidence;
  private final Sequencer control;
  private final Time time;
  private final Supplier<ProbeSettings> settings;
  private final RandomGenerator random;
  private final Map<NodeId, Watch> watches = new HashMap<>();

  public HealthMonitor(
      Cluster cluster,
      Probe probe,
      PassiveEvidence evidence,
      Sequencer control,
      Time time,
      Supplier<ProbeSettings> settings,
      RandomGenerator random) {
    this.cluster = cluster;
    this.probe = probe;
    this.evidence = evidence;
    this.control = control;
    this.time = time;
    this.settings = settings;
    this.random = random;
  }

  /** One node under watch, until it goes or its process is replaced. */
  private static final class Watch {
    final NodeId id;
    final NodeHealth health = new NodeHealth();
    boolean probing;
    boolean again;
    boolean asking;
    int probes;
    List<Runnable> waiting = new ArrayList<>();
    List<Runnable> waitingForNext = new ArrayList<>();

    Watch(NodeId id) {
      this.id = id;
    }
  }

  /** Begins to watch a node that was just added, or whose process was replaced by a new one. */
  public void watch(NodeId id) {
    Watch watch = new Watch(id);
    Watch before = watches.put(id, watch);
    if (before != null) {
      watch.waiting.addAll(before.waiting);
      watch.waiting.addAll(before.waitingForNext);
    }
    begin(watch);
  }

  /** The node is gone. */
  public void forget(NodeId id) {
    Watch watch = watches.remove(id);
    if (watch != null) {
      watch.waiting.forEach(Runnable::run);
      watch.waitingForNext.forEach(Runnable::run);
    }
  }

  /** Waits anew at every node, because the interval was changed. */
  public void retime() {
    watches.values().stream().filter(watch -> !watch.probing).forEach(this::later);
  }

  /** Probes a node soon, because something speaks against it or for it. */
  public void probeNow(NodeId id) {
    Watch watch = watches.get(id);
    if (watch != null) {
      begin(watch);
    }
  }

  /** Probes a node soon; runs the task when what that probe found is published. */
  public void probeNow(NodeId id, Runnable then) {
    Watch watch = watches.get(id);
    if (watch == null) {
      then.run();
      return;
    }
    (watch.probing ? watch.waitingForNext : watch.waiting).add(then);
    begin(watch);
  }

  /** What is wrong with the nodes, as probes last found it. */
  public List<Fault> faults() {
    return watches.values().stream()
        .flatMap(
            watch ->
                cluster.view().node(watch.id).stream()
                    .flatMap(node -> watch.health.faults(node).stream()))
        .toList();
  }

  /** What is kept over a restart of the gateway, of a node under watch. */
  public Optional<HealthMemory> memory(NodeId id) {
    return Optional.ofNullable(watches.get(id)).map(watch -> watch.health.memory());
  }

  /** Takes over what was kept of a node under watch. */
  public void restore(NodeId id, HealthMemory memory) {
    Watch watch = watches.get(id);
    if (watch != null) {
      watch.health.restore(memory, time.nanos());
    }
  }

  private boolean current(Watch watch) {
    return watches.get(watch.id) == watch;
  }

  private void begin(Watch watch) {
    if (watch.probing) {
      watch.again = true;
      return;
    }
    cluster
        .view()
        .node(watch.id)
        .ifPresent(
            node -> {
              watch.probing = true;
              probe.start(node, result -> control.execute(() -> end(watch, result)));
            });
  }

  private void end(Watch watch, ProbeResult result) {
    if (!current(watch)) {
      return;
    }
    watch.probing = false;
    cluster.update(
        watch.id,
        node ->
            switch (result) {
              case ProbeResult.Answered answered -> watch.health.answered(node, answered, evidence);
              case ProbeResult.Failed failed -> watch.health.failed(node, failed);
            });
    if (result instanceof ProbeResult.Answered answered) {
      cluster.view().node(watch.id).ifPresent(node -> ask(watch, node, answered));
    }
    List<Runnable> told = watch.waiting;
    watch.waiting = watch.waitingForNext;
    watch.waitingForNext = new ArrayList<>();
    told.forEach(Runnable::run);
    if (watch.again) {
      watch.again = false;
      begin(watch);
    } else {
      later(watch);
    }
  }

  private void later(Watch watch) {
    int probes = ++watch.probes;
    control.schedule(
        pause(watch),
        () -> {
          if (current(watch) && watch.probes == probes) {
            begin(watch);
          }
        });
  }

  private Duration pause(Watch watch) {
    Duration base = settings.get().interval();
    boolean serves =
        cluster.view().node(watch.id).map(NodeView::found).filter(s -> s.serves()).isPresent();
    if ((!serves || watch.health.failing()) && base.compareTo(RECOVERY_INTERVAL) > 0) {
      base = RECOVERY_INTERVAL;
    }
    double factor = 1 + JITTER * (2 * random.nextDouble() - 1);
    return Duration.ofNanos((long) (base.toNanos() * factor));
  }

  private void ask(Watch watch, NodeView node, ProbeResult.Answered answered) {
    ProbeSettings now = settings.get();
    if (!watch.asking) {
      watch
          .health
          .due(node, answered, time.nanos(), now, evidence)
          .ifPresent(model -> ask(watch, node, model, answered, now.patience()));
    }
  }

  private void ask(
      Watch watch,
      NodeView node,
      NodeModel model,
      ProbeResult.Answered answered,
      Duration patience) {
    watch.asking = true;
    ModelName name = model.name();
    watch.health.asked(name, time.nanos());
    probe.generate(
        node,
        name,
        NodeHealth.left(model, answered),
        patience,
        result -> control.execute(() -> told(watch, name, result)));
  }

  private void told(Watch watch, ModelName model, TokenResult result) {
    watch.asking = false;
    if (current(watch)) {
      cluster.update(watch.id, node -> watch.health.told(node, model, result, time.nanos()));
    }
  }
}
