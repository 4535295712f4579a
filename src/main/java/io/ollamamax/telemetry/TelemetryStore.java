package io.ollamamax.telemetry;

import io.ollamamax.cluster.NodeId;
import java.util.ArrayDeque;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;

/** The last samples of each node's host; older ones are dropped. Any thread may call. */
public final class TelemetryStore {
  /** Samples kept of a node: five minutes at one a second. */
  public static final int KEPT = 300;

  private final Map<NodeId, ArrayDeque<HostSample>> rings = new ConcurrentHashMap<>();

  /** Adds a sample of the node's host; one that is no later than the last is passed over. */
  public void add(NodeId node, HostSample sample) {
    rings.compute(
        node,
        (unused, known) -> {
          ArrayDeque<HostSample> ring = known == null ? new ArrayDeque<>() : known.clone();
          if (!ring.isEmpty() && !sample.at().isAfter(ring.getLast().at())) {
            return ring;
          }
          if (ring.size() == KEPT) {
            ring.removeFirst();
          }
          ring.addLast(sample);
          return ring;
        });
  }

  /** The newest sample. */
  public Optional<HostSample> latest(NodeId node) {
    return Optional.ofNullable(rings.get(node)).map(ArrayDeque::peekLast);
  }

  /** The samples kept, the oldest first. */
  public List<HostSample> recent(NodeId node) {
    ArrayDeque<HostSample> ring = rings.get(node);
    return ring == null ? List.of() : List.copyOf(ring);
  }

  /** The node is gone. */
  public void forget(NodeId node) {
    rings.remove(node);
  }
}
