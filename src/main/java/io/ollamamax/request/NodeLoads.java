package io.ollamamax.request;

import io.ollamamax.cluster.NodeId;
import java.util.concurrent.ConcurrentHashMap;

/** The loads of all nodes. */
public final class NodeLoads {
  private final ConcurrentHashMap<NodeId, NodeLoad> loads = new ConcurrentHashMap<>();

  /** The load of a node, from its first mention on. */
  public NodeLoad of(NodeId id) {
    NodeLoad load = loads.get(id);
    return load != null ? load : loads.computeIfAbsent(id, unused -> new NodeLoad());
  }

  /** A node was removed. */
  public void forget(NodeId id) {
    loads.remove(id);
  }
}
