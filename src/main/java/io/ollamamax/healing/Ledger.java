package io.ollamamax.healing;

import io.ollamamax.cluster.NodeId;
import io.ollamamax.config.HealingCaps;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/** What was done lately, for the caps. */
final class Ledger {
  private static final Duration HOUR = Duration.ofHours(1);
  private static final int MOST_RESTARTS = 1000;

  private static final class Node {
    @Nullable Instant attempted;
    final Deque<Instant> restarts = new ArrayDeque<>();
    int inRow;
    @Nullable Instant wellSince;
  }

  private final Deque<Instant> disruptive = new ArrayDeque<>();
  private final Map<NodeId, Node> nodes = new HashMap<>();
  private final Map<NodeId, Quarantine> quarantines = new TreeMap<>();

  private Node of(NodeId id) {
    return nodes.computeIfAbsent(id, unused -> new Node());
  }

  /** An operation on the node begins. */
  void begun(NodeId id, boolean isDisruptive, boolean restarts, Instant now) {
    Node node = of(id);
    node.attempted = now;
    if (isDisruptive) {
      disruptive.add(now);
    }
    if (restarts) {
      node.restarts.add(now);
      node.inRow++;
      node.wellSince = null;
      if (node.restarts.size() > MOST_RESTARTS) {
        node.restarts.removeFirst();
      }
    }
  }

  /** Disruptive operations that began within the last hour. */
  int disruptive(Instant now) {
    while (!disruptive.isEmpty() && !disruptive.getFirst().plus(HOUR).isAfter(now)) {
      disruptive.removeFirst();
    }
    return disruptive.size();
  }

  /** When the last attempt on the node began. */
  Optional<Instant> attempted(NodeId id) {
    return Optional.ofNullable(nodes.get(id)).map(node -> node.attempted);
  }

  /** How long the node must still wait for its next restart; zero for not at all. */
  Duration backoff(NodeId id, HealingCaps caps, Instant now) {
    Node node = nodes.get(id);
    if (node == null || node.inRow == 0 || node.restarts.isEmpty()) {
      return Duration.ZERO;
    }
    Duration wait = caps.restartBackoff();
    for (int i = 1; i < node.inRow && wait.compareTo(caps.restartBackoffMax()) < 0; i++) {
      wait = wait.multipliedBy(2);
    }
    wait = wait.compareTo(caps.restartBackoffMax()) < 0 ? wait : caps.restartBackoffMax();
    Duration left = Duration.between(now, node.restarts.getLast().plus(wait));
    return left.isNegative() ? Duration.ZERO : left;
  }

  /** Puts the node in quarantine where it was restarted too often; whether it was put there now. */
  boolean judge(NodeId id, HealingCaps caps, Instant now) {
    Node node = of(id);
    Instant from = now.minus(caps.quarantineWindow());
    long within = node.restarts.stream().filter(at -> at.isAfter(from)).count();
    if (within < caps.quarantineRestarts() || quarantines.containsKey(id)) {
      return false;
    }
    quarantines.put(
        id,
        new Quarantine(
            id,
            now,
            "%d restarts within %d minutes"
                .formatted(within, caps.quarantineWindow().toMinutes())));
    node.wellSince = null;
    return true;
  }

  boolean quarantined(NodeId id) {
    return quarantines.containsKey(id);
  }

  List<Quarantine> quarantines() {
    return List.copyOf(quarantines.values());
  }

  /** Lets the node out and forgets its restarts; whether it was in quarantine. */
  boolean clear(NodeId id) {
    nodes.remove(id);
    return quarantines.remove(id) != null;
  }

  /** Takes note of which nodes are well; gives those that leave quarantine by that. */
  List<NodeId> see(Situation s) {
    for (NodeFacts facts : s.facts().nodes()) {
      Node node = of(facts.id());
      boolean well = facts.found().serves() && !s.bad(facts.id(), s.settings().threshold());
      if (!well) {
        node.wellSince = null;
      } else if (node.wellSince == null) {
        node.wellSince = s.now();
      }
      if (wellFor(node, s.settings().caps().restartReset(), s.now())) {
        node.inRow = 0;
      }
    }
    List<NodeId> released = new ArrayList<>();
    for (NodeId id : Set.copyOf(quarantines.keySet())) {
      Node node = of(id);
      if (wellFor(node, s.settings().caps().quarantineRelease(), s.now())) {
        clear(id);
        released.add(id);
      }
    }
    nodes.keySet().removeIf(id -> !s.nodes().containsKey(id) && forgotten(id, s));
    return released;
  }

  private boolean forgotten(NodeId id, Situation s) {
    Instant attempted = of(id).attempted;
    return !quarantines.containsKey(id)
        && (attempted == null || attempted.plus(HOUR).isBefore(s.now()));
  }

  private static boolean wellFor(Node node, Duration time, Instant now) {
    return node.wellSince != null && !node.wellSince.plus(time).isAfter(now);
  }

  /** How long the node has been well; zero where it is not. */
  Duration wellFor(NodeId id, Instant now) {
    Node node = nodes.get(id);
    return node == null || node.wellSince == null
        ? Duration.ZERO
        : Duration.between(node.wellSince, now);
  }

  /** What is kept over a restart of the gateway. */
  HealingMemory.Caps save() {
    Map<NodeId, List<Instant>> restarts = new TreeMap<>();
    nodes.forEach(
        (id, node) -> {
          if (!node.restarts.isEmpty()) {
            restarts.put(id, List.copyOf(node.restarts));
          }
        });
    return new HealingMemory.Caps(List.copyOf(disruptive), restarts, quarantines());
  }

  void restore(HealingMemory.Caps caps) {
    merge(disruptive, caps.disruptive());
    caps.restarts()
        .forEach(
            (id, times) -> {
              Node node = of(id);
              merge(node.restarts, times);
              node.inRow = node.restarts.size();
              node.attempted = node.restarts.getLast();
            });
    quarantines.clear();
    caps.quarantines().forEach(q -> quarantines.put(q.node(), q));
  }

  private static void merge(Deque<Instant> into, List<Instant> more) {
    SortedSet<Instant> all = new TreeSet<>(into);
    all.addAll(more);
    into.clear();
    into.addAll(all);
  }

  /** Forgets all other nodes. */
  void retain(Set<NodeId> present) {
    nodes.keySet().retainAll(present);
    quarantines.keySet().retainAll(present);
  }
}
