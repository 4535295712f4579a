package io.ollamamax.cluster;

import java.util.List;
import java.util.Optional;

/**
 * All nodes at a moment, with the routes that follow.
 *
 * @param nodes in the order in which they were added
 */
public record ClusterView(List<NodeView> nodes, RoutingTable routes) {
  public ClusterView {
    nodes = List.copyOf(nodes);
  }

  /** The node of that name. */
  public Optional<NodeView> node(NodeId id) {
    return nodes.stream().filter(node -> node.id().equals(id)).findFirst();
  }

  /** How many nodes take requests. */
  public long serving() {
    return nodes.stream().filter(node -> node.status().serves()).count();
  }
}
