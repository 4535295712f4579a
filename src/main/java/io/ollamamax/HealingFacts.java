package io.ollamamax;

import io.ollamamax.cluster.Cluster;
import io.ollamamax.cluster.Fault;
import io.ollamamax.cluster.ModelName;
import io.ollamamax.cluster.NodeHold;
import io.ollamamax.cluster.NodeId;
import io.ollamamax.cluster.NodeModel;
import io.ollamamax.cluster.NodeStatus;
import io.ollamamax.cluster.NodeView;
import io.ollamamax.cluster.Residence;
import io.ollamamax.config.Scaling;
import io.ollamamax.healing.Facts;
import io.ollamamax.healing.NodeFacts;
import io.ollamamax.healing.NodeFacts.Copy;
import io.ollamamax.healing.NodeFacts.Role;
import io.ollamamax.request.Loads;
import io.ollamamax.request.NodeLoads;
import io.ollamamax.telemetry.Supervision;
import io.ollamamax.telemetry.Supervisions;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Supplier;

/** Gathers what healing is to know. Used on the control thread. */
final class HealingFacts implements Supplier<Facts> {
  private final Cluster cluster;
  private final NodeLoads loads;
  private final Loads modelLoads;
  private final Supervisions supervisions;
  private final Supplier<List<Fault>> faults;
  private final Supplier<Scaling> scaling;
  private final Map<NodeId, Integer> most = new HashMap<>();
  private final Set<NodeId> joined = new HashSet<>();

  HealingFacts(
      Cluster cluster,
      NodeLoads loads,
      Loads modelLoads,
      Supervisions supervisions,
      Supplier<List<Fault>> faults,
      Supplier<Scaling> scaling) {
    this.cluster = cluster;
    this.loads = loads;
    this.modelLoads = modelLoads;
    this.supervisions = supervisions;
    this.faults = faults;
    this.scaling = scaling;
  }

  /** Scaling let a node in from reserve, or put it back. */
  void joined(NodeId node, boolean whether) {
    if (whether) {
      joined.add(node);
    } else {
      joined.remove(node);
    }
  }

  @Override
  public Facts get() {
    List<NodeFacts> nodes = cluster.view().nodes().stream().map(this::node).toList();
    // no request waits inside the gateway for a free place: nodes queue
    return new Facts(nodes, faults.get(), 0);
  }

  private NodeFacts node(NodeView node) {
    Optional<Supervision> supervision = supervisions.find(node.id());
    int inFlight = loads.of(node.id()).inFlight();
    int capacity =
        node.found().serves()
            ? most.merge(node.id(), inFlight, Math::max)
            : most.getOrDefault(node.id(), 0);
    return new NodeFacts(
        node.id(),
        node.found(),
        supervision.filter(HealingFacts::gone).isPresent(),
        busy(node, supervision),
        node.hold().byPeople() ? node.reason() : "",
        role(node, supervision),
        supervision.filter(Supervision::connected).isPresent(),
        inFlight,
        Math.max(capacity, scaling.get().requestsPerNode()),
        copies(node, inFlight),
        0,
        0);
  }

  private String busy(NodeView node, Optional<Supervision> supervision) {
    if (modelLoads.busy(node.id())) {
      return "it loads a model";
    }
    boolean starts =
        supervision.map(Supervision::phase).filter("starting"::equals).isPresent()
            || node.found() == NodeStatus.STARTING;
    return starts ? "it has just been started" : "";
  }

  private static boolean gone(Supervision supervision) {
    return supervision.phase().equals("waiting") || supervision.phase().equals("stopped");
  }

  private Role role(NodeView node, Optional<Supervision> supervision) {
    if (supervision.filter(Supervision::spare).isPresent()) {
      return Role.INSTANCE;
    }
    if (node.hold() == NodeHold.STANDBY) {
      return Role.STANDBY;
    }
    return joined.contains(node.id()) ? Role.JOINED : Role.REGULAR;
  }

  /** What runs is counted for each model in memory: which one it is for is not known. */
  private static Map<ModelName, Copy> copies(NodeView node, int inFlight) {
    Map<ModelName, Copy> copies = new HashMap<>();
    for (NodeModel model : node.models().values()) {
      long size = model.residence().map(Residence::size).orElse(0L);
      copies.put(
          model.name(), new Copy(model.loaded(), model.loaded() ? inFlight : 0, Math.max(0, size)));
    }
    return copies;
  }
}
