package io.ollamamax.cluster;

import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** For each model the nodes that may serve it; immutable, made anew with each change. */
public final class RoutingTable {
  private final Map<ModelName, ModelRoute> routes;
  private final boolean whole;

  private RoutingTable(Map<ModelName, ModelRoute> routes, boolean whole) {
    this.routes = Map.copyOf(routes);
    this.whole = whole;
  }

  /** The table for these nodes. */
  public static RoutingTable of(Collection<NodeView> nodes) {
    Map<ModelName, List<NodeView>> holders = new TreeMap<>();
    for (NodeView node : nodes) {
      for (ModelName model : node.models().keySet()) {
        holders.computeIfAbsent(model, unused -> new ArrayList<>()).add(node);
      }
    }
    Map<ModelName, ModelRoute> routes = new HashMap<>();
    holders.forEach((model, having) -> routes.put(model, route(model, having)));
    boolean whole =
        nodes.stream()
            .noneMatch(node -> node.status() == NodeStatus.STARTING && node.models().isEmpty());
    return new RoutingTable(routes, whole);
  }

  /** Whether the models of all nodes are known; false while one was not looked at yet. */
  public boolean whole() {
    return whole;
  }

  /** The route of a model, or null where no node has it. */
  public @Nullable ModelRoute route(ModelName model) {
    return routes.get(model);
  }

  private static ModelRoute route(ModelName model, List<NodeView> having) {
    String digest = commonDigest(model, having);
    List<NodeView> loaded = new ArrayList<>();
    List<NodeView> present = new ArrayList<>();
    List<NodeView> rest = new ArrayList<>();
    for (NodeView node : having) {
      NodeModel copy = node.models().get(model);
      if (copy == null || !copy.digest().equals(digest)) {
        continue;
      }
      if (node.status().serves()) {
        (copy.loaded() ? loaded : present).add(node);
      } else if (node.status() == NodeStatus.UNHEALTHY || node.status() == NodeStatus.STARTING) {
        rest.add(node);
      }
    }
    return new ModelRoute(model, digest, loaded, present, rest);
  }

  /**
   * The digest that most nodes have, whatever their status, so that a node's illness moves no
   * conversation to other weights; of equals the least, so that every gateway chooses alike.
   */
  private static String commonDigest(ModelName model, List<NodeView> having) {
    Map<String, Integer> counts = new TreeMap<>();
    for (NodeView node : having) {
      NodeModel copy = node.models().get(model);
      if (copy != null) {
        counts.merge(copy.digest(), 1, Integer::sum);
      }
    }
    String best = "";
    int most = 0;
    for (Map.Entry<String, Integer> entry : counts.entrySet()) {
      if (entry.getValue() > most) {
        best = entry.getKey();
        most = entry.getValue();
      }
    }
    return best;
  }
}
