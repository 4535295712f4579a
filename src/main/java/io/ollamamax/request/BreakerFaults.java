package io.ollamamax.request;

import io.ollamamax.cluster.ClusterView;
import io.ollamamax.cluster.Fault;
import io.ollamamax.cluster.NodeId;
import io.ollamamax.cluster.NodeView;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** What open breakers say of nodes. */
public final class BreakerFaults {
  private static final double OF_NODE = 0.7;
  private static final double OF_MODEL = 0.5;
  private static final String METRIC = "errors";

  private BreakerFaults() {}

  /** The nodes and models that requests fail at so often that they are kept away. */
  public static List<Fault> of(ClusterView view, NodeLoads loads) {
    List<Fault> found = new ArrayList<>();
    for (NodeView node : view.nodes()) {
      NodeId id = node.id();
      NodeLoad load = loads.of(id);
      if (load.breaker().state() != Breaker.State.CLOSED) {
        found.add(
            new Fault.NodeDegraded(
                id, Optional.empty(), METRIC, OF_NODE, "requests fail there: its breaker is open"));
      }
      node.models()
          .keySet()
          .forEach(
              model -> {
                if (load.of(model).breaker().state() != Breaker.State.CLOSED) {
                  found.add(
                      new Fault.NodeDegraded(
                          id,
                          Optional.of(model),
                          METRIC,
                          OF_MODEL,
                          "requests to " + model + " fail there: the model's breaker is open"));
                }
              });
    }
    return found;
  }
}
