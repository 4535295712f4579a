package io.ollamamax.healing;

import io.ollamamax.cluster.NodeId;
import java.time.Duration;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;

/** More capacity: a node from reserve, or else a further instance that an agent starts. */
final class ScaleOut implements Remedy {
  @Override
  public Proposal propose(Case c) {
    return propose(c.situation());
  }

  static Proposal propose(Situation s) {
    int extra = (int) s.facts().nodes().stream().filter(n -> n.role().added()).count();
    if (extra >= s.settings().scaling().most()) {
      return new Proposal.Unfit("%d instances are added already".formatted(extra));
    }
    Optional<NodeId> standby =
        s.facts().nodes().stream()
            .filter(n -> n.standby() && n.found().serves() && n.held().isEmpty())
            .filter(n -> !s.out().contains(n.id()))
            .map(NodeFacts::id)
            .min(Comparator.naturalOrder());
    if (standby.isPresent()) {
      NodeId id = standby.get();
      return plan(
          id,
          List.of(new Step.Shift(t -> t.join(id), "let " + id + " serve from reserve")),
          List.of(new Step.Shift(t -> t.retire(id), "put " + id + " back into reserve")));
    }
    Optional<NodeId> spare =
        s.spares().stream().filter(id -> !s.out().contains(id)).min(Comparator.naturalOrder());
    return spare
        .<Proposal>map(
            id ->
                plan(
                    id,
                    List.of(
                        new Step.Do(id, new Act.Start(), "start " + id),
                        new Step.Until(
                            later -> lack(id).apply(later).isEmpty(), "wait until it serves")),
                    List.of(new Step.Do(id, new Act.Stop(Duration.ZERO), "stop " + id))))
        .orElse(new Proposal.Unfit("no node is in reserve and no agent has a spare instance"));
  }

  private static Proposal.Plan plan(NodeId id, List<Step> steps, List<Step> undo) {
    return new Proposal.Plan(
        Strategy.SCALING, id, false, false, false, 1, Optional.empty(), steps, undo, lack(id));
  }

  private static Function<Situation, String> lack(NodeId id) {
    return later ->
        later.node(id).filter(n -> n.found().serves() && !n.standby()).isPresent()
            ? ""
            : id + " does not serve";
  }
}
