package io.ollamamax.healing;

import io.ollamamax.cluster.ModelName;
import io.ollamamax.cluster.NodeId;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * The node's work goes elsewhere: other nodes load its models, its answers go on there, and it gets
 * nothing new. Success is that it harms nobody any more; it stays out until it is well.
 */
final class Failover implements Remedy {
  @Override
  public Proposal propose(Case c) {
    NodeId id = c.node().id();
    List<Step> steps = new ArrayList<>();
    for (Map.Entry<ModelName, NodeFacts.Copy> model : c.node().models().entrySet()) {
      if (model.getValue().loaded() && !readyElsewhere(model.getKey(), id, c.situation())) {
        heir(model.getKey(), c)
            .ifPresent(
                heir ->
                    steps.add(
                        new Step.Shift(
                            t -> t.promote(model.getKey(), heir),
                            "load " + model.getKey() + " at " + heir)));
      }
    }
    steps.sort(Comparator.comparing(Step::text));
    if (!c.serves() && steps.isEmpty()) {
      return new Proposal.Unfit("the node serves nothing that others do not");
    }
    steps.add(new Step.Shift(t -> t.hold(id, "failed over"), "give it nothing new"));
    steps.add(new Step.Shift(t -> t.moveStreams(id), "move its answers"));
    return new Proposal.Plan(
        Strategy.FAILOVER,
        id,
        false,
        c.serves(),
        c.serves(),
        0,
        c.stuck(),
        steps,
        List.of(new Step.Shift(t -> t.release(id), "let it serve")),
        later -> harm(id, later));
  }

  private static boolean readyElsewhere(ModelName model, NodeId id, Situation situation) {
    return situation.soundPeers(id).stream()
        .map(peer -> peer.models().get(model))
        .anyMatch(copy -> copy != null && copy.loaded());
  }

  private static Optional<NodeId> heir(ModelName model, Case c) {
    return c.situation().soundPeers(c.node().id()).stream()
        .filter(peer -> peer.models().containsKey(model))
        .max(
            Comparator.<NodeFacts>comparingInt(peer -> peer.capacity() - peer.inFlight())
                .thenComparing(NodeFacts::id, Comparator.reverseOrder()))
        .map(NodeFacts::id);
  }

  private static String harm(NodeId id, Situation later) {
    NodeFacts node = later.nodes().get(id);
    if (node == null) {
      return "";
    }
    if (node.inFlight() > 0) {
      return node.inFlight() + " answers are still there";
    }
    return node.models().keySet().stream()
        .filter(model -> !later.livesElsewhere(model, id))
        .sorted()
        .findFirst()
        .map(model -> "no other node serves " + model)
        .orElse("");
  }
}
