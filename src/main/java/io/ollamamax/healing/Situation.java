package io.ollamamax.healing;

import io.ollamamax.cluster.Fault;
import io.ollamamax.cluster.ModelName;
import io.ollamamax.cluster.NodeId;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;

/**
 * The facts of a look and what follows from them.
 *
 * @param nodes by name
 * @param severities of nodes, 0 to 1, with predictions where they count; well nodes are not in it
 * @param bad nodes at the threshold or above, predictions apart; without those that people hold
 * @param out nodes that healing keeps out of service or works on
 */
record Situation(
    Instant now,
    HealingSettings settings,
    Facts facts,
    Map<NodeId, NodeFacts> nodes,
    Map<NodeId, Double> severities,
    Set<NodeId> bad,
    Set<NodeId> out,
    List<NodeId> spares) {

  static Situation of(
      Instant now, HealingSettings settings, Facts facts, Set<NodeId> out, List<NodeId> spares) {
    Map<NodeId, NodeFacts> nodes = new HashMap<>();
    facts.nodes().forEach(node -> nodes.put(node.id(), node));
    Map<NodeId, Double> severities = new HashMap<>();
    Set<NodeId> bad = new TreeSet<>();
    for (Fault fault : facts.faults()) {
      boolean predicted = fault instanceof Fault.PredictedFailure;
      NodeId target = fault.target().orElse(null);
      if (target == null || (predicted && !settings.healing().enablePredictive())) {
        continue;
      }
      severities.merge(target, fault.severity(), Math::max);
      NodeFacts node = nodes.get(target);
      if (!predicted
          && node != null
          && fault.severity() > 0
          && fault.severity() >= settings.threshold()
          && node.held().isEmpty()) {
        bad.add(target);
      }
    }
    return new Situation(now, settings, facts, nodes, severities, bad, out, List.copyOf(spares));
  }

  /** The same with others kept out of service. */
  Situation without(Set<NodeId> others) {
    return new Situation(now, settings, facts, nodes, severities, bad, others, spares);
  }

  Optional<NodeFacts> node(NodeId id) {
    return Optional.ofNullable(nodes.get(id));
  }

  /** How bad the node is, of all that is found wrong with it the worst. */
  double severity(NodeId id) {
    return severities.getOrDefault(id, 0.0);
  }

  /** Whether the node is that bad; one of which nothing is found wrong never is. */
  boolean bad(NodeId id, double limit) {
    double severity = severity(id);
    return severity > 0 && severity >= limit;
  }

  /** Whether the node gets requests. */
  boolean serves(NodeFacts node) {
    return node.found().serves()
        && !node.dead()
        && !node.standby()
        && node.held().isEmpty()
        && !out.contains(node.id());
  }

  /** The nodes that serve beside that one and of which nothing bad is known. */
  List<NodeFacts> soundPeers(NodeId id) {
    List<NodeFacts> peers = new ArrayList<>();
    for (NodeFacts node : facts.nodes()) {
      if (!node.id().equals(id) && serves(node) && !bad(node.id(), settings.threshold())) {
        peers.add(node);
      }
    }
    return peers;
  }

  /** Whether another sound node serves the model. */
  boolean livesElsewhere(ModelName model, NodeId than) {
    return soundPeers(than).stream().anyMatch(peer -> peer.models().containsKey(model));
  }

  /** Requests that are worked on or wait. */
  int demand() {
    return facts.nodes().stream().mapToInt(NodeFacts::inFlight).sum() + facts.waiting();
  }

  /** Requests that all nodes which serve can work on at once. */
  int capacity() {
    return facts.nodes().stream().filter(this::serves).mapToInt(NodeFacts::capacity).sum();
  }

  /** The same, of the sound nodes beside that one. */
  int capacityWithout(NodeId id) {
    return soundPeers(id).stream().mapToInt(NodeFacts::capacity).sum();
  }

  /** Nodes that are meant to serve. */
  int fleet() {
    return (int) facts.nodes().stream().filter(node -> !node.standby()).count();
  }

  /** Whether so many are bad at once that the cause is not theirs; one alone is no common cause. */
  boolean systemic() {
    return bad.size() > 1 && bad.size() > settings.caps().systemicShare() * fleet();
  }
}
