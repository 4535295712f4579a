package io.ollamamax.prediction;

import io.ollamamax.cluster.Fault;
import io.ollamamax.cluster.NodeId;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Tells failures of nodes from open faults: a node has failed when something is very wrong with it
 * for a while. What passes at once is no failure; it may be the sign of one.
 */
final class FailureWatch {
  /** From this severity on. */
  static final double SEVERE = 0.7;

  /** For so long. */
  static final Duration LASTING = Duration.ofSeconds(30);

  private record Bad(FailureMode mode, Instant since) {}

  /** A failure that is certain now. */
  record Failure(NodeId node, FailureMode mode, Instant at) {}

  private final Map<NodeId, Bad> bad = new HashMap<>();
  private final Set<NodeId> failing = new HashSet<>();

  /** Nodes that have failed and are not well again. */
  Set<NodeId> failing() {
    return Set.copyOf(failing);
  }

  /** What became certain at this look. */
  List<Failure> look(List<Fault> faults, Instant now) {
    Map<NodeId, FailureMode> severe = new HashMap<>();
    for (Fault fault : faults) {
      if (!(fault instanceof Fault.PredictedFailure) && fault.severity() >= SEVERE) {
        fault.target().ifPresent(node -> severe.putIfAbsent(node, mode(fault)));
      }
    }
    bad.keySet().retainAll(severe.keySet());
    failing.retainAll(severe.keySet());
    severe.forEach((node, mode) -> bad.putIfAbsent(node, new Bad(mode, now)));
    List<Failure> certain = new ArrayList<>();
    bad.forEach(
        (node, one) -> {
          boolean lasts = Duration.between(one.since(), now).compareTo(LASTING) >= 0;
          if (lasts && failing.add(node)) {
            certain.add(new Failure(node, one.mode(), one.since()));
          }
        });
    return certain;
  }

  private static FailureMode mode(Fault fault) {
    return switch (fault) {
      case Fault.NodeDown _ -> FailureMode.DOWN;
      case Fault.StuckModel _ -> FailureMode.SILENT_STALL;
      case Fault.NodeDegraded degraded ->
          degraded.metric().equals("token_gap") ? FailureMode.SLOW_TOKENS : FailureMode.OVERLOAD;
      case Fault.ResourcePressure pressure ->
          switch (pressure.resource()) {
            case MEMORY -> FailureMode.MEMORY_EXHAUSTION;
            case VRAM -> FailureMode.GPU_MEMORY_EXHAUSTION;
            case DISK -> FailureMode.DISK_FULL;
            case PROCESSOR -> FailureMode.OVERLOAD;
          };
      case Fault.PredictedFailure _, Fault.UnderReplicated _, Fault.Systemic _ ->
          FailureMode.UNUSUAL;
    };
  }
}
