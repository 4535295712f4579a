package io.ollamamax.healing;

import io.ollamamax.cluster.ModelName;
import io.ollamamax.cluster.NodeId;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Frees what the node holds: a model that hangs, models that nobody uses, or else the largest model
 * that other nodes serve too; meanwhile the node is given fewer requests at once.
 */
final class ResourceReallocation implements Remedy {
  @Override
  public Proposal propose(Case c) {
    if (c.node().dead()) {
      return new Proposal.Unfit("its process is gone");
    }
    List<ModelName> freed = c.stuck().map(List::of).orElseGet(() -> toFree(c));
    if (freed.isEmpty()) {
      return new Proposal.Unfit("it holds no model that can be spared");
    }
    NodeId id = c.node().id();
    int fewer = Math.max(1, c.node().capacity() / 2);
    List<Step> steps = new ArrayList<>();
    steps.add(new Step.Shift(t -> t.admit(id, fewer), "admit " + fewer + " requests at once"));
    for (ModelName model : freed) {
      steps.add(new Step.Shift(t -> t.serve(id, model, false), "send it none for " + model));
      steps.add(new Step.Do(id, new Act.Unload(Optional.of(model)), "unload " + model));
    }
    steps.add(
        new Step.Soon(
            s -> !s.bad(id, c.limit()),
            c.situation().settings().interval(),
            "wait until it is better"));
    Step.Shift all =
        new Step.Shift(
            t -> {
              freed.forEach(model -> t.serve(id, model, true));
              t.admit(id, Integer.MAX_VALUE);
            },
            "admit all requests");
    steps.add(all);
    return new Proposal.Plan(
        Strategy.RESOURCE_REALLOCATION,
        id,
        false,
        false,
        false,
        0.5,
        c.stuck(),
        steps,
        List.of(all),
        c.well());
  }

  private static List<ModelName> toFree(Case c) {
    List<ModelName> idle =
        c.node().models().entrySet().stream()
            .filter(e -> e.getValue().loaded() && e.getValue().inFlight() == 0)
            .map(Map.Entry::getKey)
            .sorted()
            .toList();
    return idle.isEmpty() ? toMove(c) : idle;
  }

  private static List<ModelName> toMove(Case c) {
    return c.node().models().entrySet().stream()
        .filter(e -> e.getValue().loaded())
        .filter(e -> c.situation().livesElsewhere(e.getKey(), c.node().id()))
        .max(
            Comparator.<Map.Entry<ModelName, NodeFacts.Copy>>comparingLong(e -> e.getValue().size())
                .thenComparing(Map.Entry::getKey))
        .map(e -> List.of(e.getKey()))
        .orElse(List.of());
  }
}
