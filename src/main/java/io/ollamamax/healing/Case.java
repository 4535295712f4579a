package io.ollamamax.healing;

import io.ollamamax.cluster.Fault;
import io.ollamamax.cluster.ModelName;
import io.ollamamax.cluster.NodeId;
import java.util.Optional;
import java.util.function.Function;

/**
 * A node that a remedy is sought for.
 *
 * @param fault nothing where a person asks
 * @param limit severity under which it counts as well
 */
record Case(Optional<Fault> fault, NodeFacts node, double limit, Situation situation) {
  boolean serves() {
    return situation.serves(node);
  }

  /** The model that hangs, where that is what is wrong. */
  Optional<ModelName> stuck() {
    return fault.filter(Fault.StuckModel.class::isInstance).flatMap(Fault::subject);
  }

  /** Success: the node's severity is below the limit, and it answers. */
  Function<Situation, String> well() {
    return later -> lack(node.id(), limit, later);
  }

  /** What is missing for a node to count as well. */
  static String lack(NodeId id, double limit, Situation later) {
    if (later.bad(id, limit)) {
      return "severity is %.2f".formatted(later.severity(id));
    }
    boolean serves = later.node(id).map(node -> node.found().serves()).orElse(false);
    return serves ? "" : "the node does not serve";
  }
}
