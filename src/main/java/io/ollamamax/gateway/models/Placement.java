package io.ollamamax.gateway.models;

import io.ollamamax.cluster.ClusterView;
import io.ollamamax.cluster.ModelName;
import io.ollamamax.cluster.NodeId;
import io.ollamamax.cluster.NodeKind;
import io.ollamamax.cluster.NodeModel;
import io.ollamamax.cluster.NodeView;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.function.Predicate;

/** Where models go; pure. */
final class Placement {
  private Placement() {}

  /**
   * The nodes that get a model: every serving one that has the name already, so that all copies
   * change together, and as many more as are missing to the factor. Of those the ones that share
   * the fewest labels with the nodes chosen so far come first, then those that store the fewest
   * bytes.
   *
   * @param able whether a node that does not have the name may get it
   */
  static List<NodeView> targets(
      ClusterView view, ModelName name, int factor, Predicate<NodeView> able) {
    List<NodeView> chosen = new ArrayList<>();
    List<NodeView> others = new ArrayList<>();
    for (NodeView node : eligible(view)) {
      if (has(node, name)) {
        chosen.add(node);
      } else if (able.test(node)) {
        others.add(node);
      }
    }
    while (chosen.size() < factor && !others.isEmpty()) {
      NodeView next =
          others.stream()
              .min(
                  Comparator.comparingInt((NodeView node) -> shared(node, chosen))
                      .thenComparingLong(Placement::stored)
                      .thenComparingInt(node -> node.models().size())
                      .thenComparing(NodeView::id))
              .orElseThrow();
      chosen.add(next);
      others.remove(next);
    }
    return chosen;
  }

  /** The nodes that may get models: the serving ones; embedded ones where there are no others. */
  static List<NodeView> eligible(ClusterView view) {
    List<NodeView> serving = view.nodes().stream().filter(node -> node.status().serves()).toList();
    List<NodeView> whole =
        serving.stream().filter(node -> node.kind() != NodeKind.EMBEDDED).toList();
    return whole.isEmpty() ? serving : whole;
  }

  /** All nodes that have the name, whether they serve or not. */
  static List<NodeView> holders(ClusterView view, ModelName name) {
    return view.nodes().stream().filter(node -> has(node, name)).toList();
  }

  /** Whether the node has the name; Ollama takes capitals and small letters for equal. */
  static boolean has(NodeView node, ModelName name) {
    return node.models().containsKey(name)
        || node.models().keySet().stream()
            .anyMatch(own -> own.value().equalsIgnoreCase(name.value()));
  }

  /** The digest of the node's copy; empty where it has none. */
  static String digest(ClusterView view, NodeId id, ModelName name) {
    return view.node(id).stream()
        .flatMap(node -> node.models().values().stream())
        .filter(model -> model.name().value().equalsIgnoreCase(name.value()))
        .map(NodeModel::digest)
        .findFirst()
        .orElse("");
  }

  private static int shared(NodeView node, List<NodeView> chosen) {
    int count = 0;
    for (NodeView other : chosen) {
      for (Map.Entry<String, String> label : node.labels().entrySet()) {
        if (label.getValue().equals(other.labels().get(label.getKey()))) {
          count++;
        }
      }
    }
    return count;
  }

  private static long stored(NodeView node) {
    return node.models().values().stream().mapToLong(NodeModel::size).sum();
  }
}
