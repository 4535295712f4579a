package io.ollamamax.healing;

import io.ollamamax.cluster.NodeId;
import java.util.Map;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * The nodes that healing keeps out for longer than an operation: failed over until they are well,
 * or in quarantine as long as they can be spared.
 */
final class Holds {
  private static final String QUARANTINE = "in quarantine: ";

  private final Traffic traffic;
  private final SortedMap<NodeId, String> held = new TreeMap<>();

  Holds(Traffic traffic) {
    this.traffic = traffic;
  }

  Set<NodeId> nodes() {
    return new TreeSet<>(held.keySet());
  }

  SortedMap<NodeId, String> reasons() {
    return new TreeMap<>(held);
  }

  /** The node was failed over; traffic knows already. */
  void failedOver(NodeId node) {
    held.put(node, "failed over");
  }

  void release(NodeId node) {
    if (held.remove(node) != null) {
      traffic.release(node);
    }
  }

  /** Holds what can be spared, and lets back what cannot or is well again. */
  void look(Situation s, Ledger ledger) {
    for (Quarantine quarantine : ledger.quarantines()) {
      NodeId id = quarantine.node();
      if (!held.containsKey(id) && spared(id, s)) {
        held.put(id, QUARANTINE + quarantine.reason());
        traffic.hold(id, quarantine.reason());
      }
    }
    for (Map.Entry<NodeId, String> entry : reasons().entrySet()) {
      NodeId id = entry.getKey();
      boolean over =
          entry.getValue().startsWith(QUARANTINE)
              ? !ledger.quarantined(id)
              : ledger.wellFor(id, s.now()).compareTo(s.settings().relapse()) >= 0;
      if (over || !spared(id, s)) {
        release(id);
      }
    }
  }

  /** Whether nobody misses the node. */
  private static boolean spared(NodeId id, Situation s) {
    NodeFacts node = s.nodes().get(id);
    if (node == null) {
      return false;
    }
    if (!node.found().serves()) {
      return true;
    }
    boolean copies = node.models().keySet().stream().allMatch(model -> s.livesElsewhere(model, id));
    return copies && s.capacityWithout(id) >= s.demand();
  }
}
