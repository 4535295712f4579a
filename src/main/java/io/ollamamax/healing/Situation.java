package io.ollamamax.healing;

import io.ollamamax.cluster.Fault;
import io.ollamamax.cluster.ModelName;
import io.ollamamax.cluster.NodeId;
import java.time.Instant;
import java.util.HashMap;
import java.util.LinkedHashMap;
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
    List<NodeId> spares,
    Sound sound) {

  /**
   * The nodes that serve and of which nothing bad is known.
   *
   * @param capacity of all of them
   * @param copies how many of them have a model
   */
  record Sound(Map<NodeId, NodeFacts> nodes, int capacity, Map<ModelName, Integer> copies) {
    private static final Sound NONE = new Sound(Map.of(), 0, Map.of());

    static Sound of(Situation s) {
      Map<NodeId, NodeFacts> nodes = new LinkedHashMap<>();
      Map<ModelName, Integer> copies = new HashMap<>();
      int capacity = 0;
      for (NodeFacts node : s.facts.nodes()) {
        if (s.serves(node) && !s.bad(node.id(), s.settings.threshold())) {
          nodes.put(node.id(), node);
          capacity += node.capacity();
          node.models().keySet().forEach(model -> copies.merge(model, 1, Integer::sum));
        }
      }
      return new Sound(nodes, capacity, copies);
    }
  }

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
    return new Situation(
            now, settings, facts, nodes, severities, bad, out, List.copyOf(spares), Sound.NONE)
        .without(out);
  }

  /** The same with others kept out of service. */
  Situation without(Set<NodeId> others) {
    Situation unjudged =
        new Situation(now, settings, facts, nodes, severities, bad, others, spares, Sound.NONE);
    return new Situation(
        now, settings, facts, nodes, severities, bad, others, spares, Sound.of(unjudged));
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

  /** The sound nodes beside that one. */
  List<NodeFacts> soundPeers(NodeId id) {
    return sound.nodes().values().stream().filter(peer -> !peer.id().equals(id)).toList();
  }

  /** Whether another sound node serves the model. */
  boolean livesElsewhere(ModelName model, NodeId than) {
    NodeFacts own = sound.nodes().get(than);
    int here = own != null && own.models().containsKey(model) ? 1 : 0;
    return sound.copies().getOrDefault(model, 0) > here;
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
    NodeFacts own = sound.nodes().get(id);
    return sound.capacity() - (own == null ? 0 : own.capacity());
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
