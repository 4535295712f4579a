package io.ollamamax.health;

import io.ollamamax.cluster.Cluster;
import io.ollamamax.cluster.NodeId;
import io.ollamamax.cluster.NodeStatus;
import io.ollamamax.cluster.NodeView;
import io.ollamamax.loop.Sequencer;
import java.net.URI;
import java.time.Duration;
import java.util.HashSet;
import java.util.Set;
import java.util.function.Supplier;
import java.util.random.RandomGenerator;

/**
 * Probes every node by itself, each {@code health_check_interval}, sooner where a node does not
 * serve; one dead node delays nobody. Its methods run on the control thread.
 */
public final class HealthMonitor {
  private static final Duration RECOVERY_INTERVAL = Duration.ofSeconds(1);
  private static final double JITTER = 0.1;

  private final Cluster cluster;
  private final Probe probe;
  private final Sequencer control;
  private final Supplier<Duration> interval;
  private final RandomGenerator random;
  private final Set<NodeId> probing = new HashSet<>();
  private final Set<NodeId> again = new HashSet<>();

  public HealthMonitor(
      Cluster cluster,
      Probe probe,
      Sequencer control,
      Supplier<Duration> interval,
      RandomGenerator random) {
    this.cluster = cluster;
    this.probe = probe;
    this.control = control;
    this.interval = interval;
    this.random = random;
  }

  /** Begins to watch a node that was just added. */
  public void watch(NodeId id) {
    cycle(id);
  }

  /** Probes a node soon, because something speaks against it or for it. */
  public void probeNow(NodeId id) {
    cluster.view().node(id).ifPresent(this::begin);
  }

  private void cycle(NodeId id) {
    cluster
        .view()
        .node(id)
        .ifPresent(
            node -> {
              begin(node);
              control.schedule(pause(node), () -> cycle(id));
            });
  }

  private Duration pause(NodeView node) {
    Duration base = interval.get();
    if (!node.status().serves() && base.compareTo(RECOVERY_INTERVAL) > 0) {
      base = RECOVERY_INTERVAL;
    }
    double factor = 1 + JITTER * (2 * random.nextDouble() - 1);
    return Duration.ofNanos((long) (base.toNanos() * factor));
  }

  private void begin(NodeView node) {
    if (!probing.add(node.id())) {
      again.add(node.id());
      return;
    }
    URI url = node.url();
    probe.start(node, result -> control.execute(() -> end(node.id(), url, result)));
  }

  private void end(NodeId id, URI url, ProbeResult result) {
    probing.remove(id);
    cluster.update(id, node -> node.url().equals(url) ? judge(node, result) : node);
    if (again.remove(id)) {
      probeNow(id);
    }
  }

  private static NodeView judge(NodeView node, ProbeResult result) {
    boolean heldBack =
        switch (node.status()) {
          case DRAINING, QUARANTINED, STANDBY -> true;
          case STARTING, HEALTHY, DEGRADED, UNHEALTHY -> false;
        };
    return switch (result) {
      case ProbeResult.Answered answered ->
          node.with(
              heldBack ? node.status() : NodeStatus.HEALTHY,
              heldBack ? node.reason() : "",
              answered.version(),
              answered.models());
      case ProbeResult.Failed failed ->
          heldBack ? node : node.with(NodeStatus.UNHEALTHY, failed.reason());
    };
  }
}
