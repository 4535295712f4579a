package io.ollamamax.prediction;

import io.ollamamax.cluster.NodeId;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;

/** When nodes failed; of each node the newest. */
final class FailureTimes {
  private static final int MOST = 64;

  private final SortedMap<NodeId, Deque<Long>> times = new TreeMap<>();

  void add(NodeId node, Instant at) {
    add(node, at.getEpochSecond());
  }

  private void add(NodeId node, long second) {
    Deque<Long> own = times.computeIfAbsent(node, n -> new ArrayDeque<>());
    own.addLast(second);
    if (own.size() > MOST) {
      own.removeFirst();
    }
  }

  /** In seconds of the epoch, the oldest first. */
  List<Long> of(NodeId node) {
    return List.copyOf(times.getOrDefault(node, new ArrayDeque<>()));
  }

  void retain(Set<NodeId> nodes) {
    times.keySet().retainAll(nodes);
  }

  SortedMap<NodeId, List<Long>> all() {
    SortedMap<NodeId, List<Long>> all = new TreeMap<>();
    times.keySet().forEach(node -> all.put(node, of(node)));
    return all;
  }

  /** Continues with those instead. */
  void restore(Map<NodeId, List<Long>> kept) {
    times.clear();
    kept.forEach((node, seconds) -> seconds.forEach(second -> add(node, second)));
  }
}
