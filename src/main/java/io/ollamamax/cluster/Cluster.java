package io.ollamamax.cluster;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.UnaryOperator;

/**
 * The one place where nodes are kept. Written on the control thread, read anywhere by one volatile
 * read.
 */
public final class Cluster {
  private final Map<NodeId, NodeView> nodes = new LinkedHashMap<>();
  private volatile ClusterView view = new ClusterView(List.of(), RoutingTable.of(List.of()));

  /** The state as last published. */
  public ClusterView view() {
    return view;
  }

  /** Adds a node, or replaces the one of the same name. */
  public void put(NodeView node) {
    nodes.put(node.id(), node);
    publish();
  }

  /** Changes a node; a node that is gone stays gone. */
  public void update(NodeId id, UnaryOperator<NodeView> change) {
    NodeView before = nodes.get(id);
    if (before == null) {
      return;
    }
    NodeView after = change.apply(before);
    if (!after.equals(before)) {
      nodes.put(id, after);
      publish();
    }
  }

  private void publish() {
    view = new ClusterView(List.copyOf(nodes.values()), RoutingTable.of(nodes.values()));
  }
}
