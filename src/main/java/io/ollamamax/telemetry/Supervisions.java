package io.ollamamax.telemetry;

import io.ollamamax.cluster.NodeId;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;

/** What agents last told of their services, by node. Any thread may call. */
public final class Supervisions {
  private final Map<NodeId, Supervision> all = new ConcurrentHashMap<>();

  public void put(NodeId node, Supervision supervision) {
    all.put(node, supervision);
  }

  /** The agent has the service no more. */
  public void forget(NodeId node) {
    all.remove(node);
  }

  public Optional<Supervision> find(NodeId node) {
    return Optional.ofNullable(all.get(node));
  }

  /** Spare instances that could be started now, in the order of their names. */
  public List<NodeId> spares() {
    return all.entrySet().stream()
        .filter(
            entry ->
                entry.getValue().spare()
                    && entry.getValue().connected()
                    && entry.getValue().phase().equals("stopped"))
        .map(Map.Entry::getKey)
        .sorted()
        .toList();
  }
}
