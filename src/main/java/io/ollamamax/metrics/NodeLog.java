package io.ollamamax.metrics;

import io.ollamamax.cluster.ClusterView;
import io.ollamamax.cluster.ModelName;
import io.ollamamax.cluster.ModelRoute;
import io.ollamamax.cluster.NodeId;
import io.ollamamax.cluster.NodeModel;
import io.ollamamax.cluster.NodeView;
import io.ollamamax.events.Event.Kind;
import io.ollamamax.events.Events;
import java.lang.System.Logger.Level;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * One line, and an event, for each node that comes, goes or changes its status, and for each model
 * of which the nodes begin or cease to have different copies. Used on the control thread.
 */
public final class NodeLog {
  private static final System.Logger LOG = System.getLogger("nodes");

  private final Events events;
  private Map<NodeId, NodeView> nodes = Map.of();
  private Map<ModelName, Set<String>> copies = Map.of();

  public NodeLog(Events events) {
    this.events = events;
  }

  /** Compares the state with the one before. */
  public void changed(ClusterView view) {
    Map<NodeId, NodeView> now = new HashMap<>();
    for (NodeView node : view.nodes()) {
      now.put(node.id(), node);
      changed(nodes.get(node.id()), node);
    }
    for (NodeId id : nodes.keySet()) {
      if (!now.containsKey(id)) {
        LOG.log(Level.INFO, "node {0} is gone", id);
        events.publish(Kind.NODE, id.value(), "gone", Map.of("status", "gone"));
      }
    }
    nodes = now;
    copies(view);
  }

  /**
   * Whether a host name could be looked up has changed.
   *
   * @param problem empty where there is none any more
   */
  public void lookedUp(String entry, String problem) {
    if (problem.isEmpty()) {
      LOG.log(Level.INFO, "nodes of {0}: looked up again", entry);
    } else {
      LOG.log(Level.WARNING, "nodes of {0}: {1}; they stay as they were", entry, problem);
    }
  }

  /** Something of an entry of the configuration cannot be used. */
  public void incomplete(String entry, String problem) {
    LOG.log(Level.WARNING, "node {0}: {1}", entry, problem);
  }

  private void changed(@Nullable NodeView before, NodeView node) {
    if (before != null
        && before.status() == node.status()
        && before.reason().equals(node.reason())) {
      return;
    }
    LOG.log(
        node.status().serves() || before == null || node.hold().drains()
            ? Level.INFO
            : Level.WARNING,
        "node {0} at {1} is {2}{3}",
        node.id(),
        node.url(),
        node.status().wire(),
        node.reason().isEmpty() ? "" : ": " + node.reason());
    String status = node.status().wire();
    events.publish(
        Kind.NODE,
        node.id().value(),
        node.reason().isEmpty() ? status : status + ": " + node.reason(),
        Map.of("status", status));
  }

  private void copies(ClusterView view) {
    Map<ModelName, Set<String>> now = new TreeMap<>();
    for (NodeView node : view.nodes()) {
      for (NodeModel model : node.models().values()) {
        now.computeIfAbsent(model.name(), unused -> new TreeSet<>()).add(model.digest());
      }
    }
    now.forEach(
        (model, digests) -> {
          Set<String> before = copies.getOrDefault(model, Set.of());
          if (digests.size() > 1 && !digests.equals(before)) {
            ModelRoute route = view.routes().route(model);
            LOG.log(
                Level.WARNING,
                "model {0} has {1} different copies over the nodes ({2}): requests go to {3} alone",
                model,
                digests.size(),
                String.join(", ", digests),
                route == null ? "none" : route.digest());
          } else if (digests.size() == 1 && before.size() > 1) {
            LOG.log(Level.INFO, "model {0} is the same on all nodes again", model);
          }
        });
    copies = now;
  }
}
