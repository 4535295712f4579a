package io.ollamamax.cluster;

import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * Something that a detector found wrong, as it is now. Detectors say it anew at each look; what
 * they no longer say is over. No detector acts.
 */
public sealed interface Fault {
  /** How bad it is, from above 0 to 1 (dead). */
  double severity();

  /** What shows it, in plain words with figures; never a prompt or a secret. */
  String evidence();

  /** Its kind in the names of the API and the metrics, such as {@code node_down}. */
  default String kind() {
    return switch (this) {
      case NodeDown _ -> "node_down";
      case NodeDegraded _ -> "node_degraded";
      case StuckModel _ -> "stuck_model";
      case ResourcePressure _ -> "resource_pressure";
      case PredictedFailure _ -> "predicted_failure";
      case UnderReplicated _ -> "under_replicated";
      case Systemic _ -> "systemic";
    };
  }

  /** The one node that it concerns; nothing where it concerns none or many. */
  default Optional<NodeId> target() {
    return switch (this) {
      case NodeDown down -> Optional.of(down.node());
      case NodeDegraded degraded -> Optional.of(degraded.node());
      case StuckModel stuck -> Optional.of(stuck.node());
      case ResourcePressure pressure -> Optional.of(pressure.node());
      case PredictedFailure predicted -> Optional.of(predicted.node());
      case UnderReplicated _, Systemic _ -> Optional.empty();
    };
  }

  /** The model that it concerns. */
  default Optional<ModelName> subject() {
    return switch (this) {
      case NodeDegraded degraded -> degraded.model();
      case StuckModel stuck -> Optional.of(stuck.model());
      case UnderReplicated under -> Optional.of(under.model());
      case NodeDown _, ResourcePressure _, PredictedFailure _, Systemic _ -> Optional.empty();
    };
  }

  /** A node that answers nothing, or that nothing should be sent to. */
  record NodeDown(NodeId node, double severity, String evidence) implements Fault {}

  /**
   * A node that answers, and is far slower or fails far more often than it used to and than its
   * peers.
   *
   * @param metric the tracked metric's name
   */
  record NodeDegraded(
      NodeId node, Optional<ModelName> model, String metric, double severity, String evidence)
      implements Fault {}

  /** A model that hangs on a node: while it loads, answers, or is unloaded. */
  record StuckModel(NodeId node, ModelName model, double severity, String evidence)
      implements Fault {}

  /** A node that runs out of something. */
  record ResourcePressure(NodeId node, Resource resource, double severity, String evidence)
      implements Fault {}

  /**
   * A node that will fail.
   *
   * @param mode what it will fail by, such as {@code memory_leak}
   * @param confidence calibrated probability of failure within the horizon, 0 to 1; its severity
   * @param expected when
   */
  record PredictedFailure(
      NodeId node, String mode, double confidence, Instant expected, String evidence)
      implements Fault {
    @Override
    public double severity() {
      return confidence;
    }
  }

  /**
   * A model with fewer live copies than wanted.
   *
   * @param reasons why no copy is made, by node
   */
  record UnderReplicated(
      ModelName model,
      int wanted,
      int actual,
      Map<NodeId, String> reasons,
      double severity,
      String evidence)
      implements Fault {
    public UnderReplicated {
      reasons = Map.copyOf(reasons);
    }
  }

  /** Many nodes at once: a common cause, not each node's own fault. */
  record Systemic(Set<NodeId> nodes, double severity, String evidence) implements Fault {
    public Systemic {
      nodes = Set.copyOf(nodes);
    }
  }

  /** What a node can run out of. */
  enum Resource {
    MEMORY,
    VRAM,
    DISK,
    PROCESSOR
  }
}
