package io.ollamamax.healing;

import io.ollamamax.cluster.ModelName;
import io.ollamamax.cluster.NodeId;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;

/** What a remedy would do in a case. */
sealed interface Proposal {
  /** It cannot help here, for that reason. */
  record Unfit(String reason) implements Proposal {}

  /**
   * What it would do.
   *
   * @param restarts whether it ends or starts a process of the node
   * @param takesAway whether the node serves and stops doing so for it
   * @param disruptive whether it does that, or ends a process that lives
   * @param kept share of the node's capacity that it keeps serving meanwhile
   * @param stuck a model that hangs on the node, and so is no live copy there
   * @param undo what is done where it does not succeed
   * @param lack what is still missing for success; empty where nothing is
   */
  record Plan(
      Strategy strategy,
      NodeId node,
      boolean restarts,
      boolean takesAway,
      boolean disruptive,
      double kept,
      Optional<ModelName> stuck,
      List<Step> steps,
      List<Step> undo,
      Function<Situation, String> lack)
      implements Proposal {
    public Plan {
      steps = List.copyOf(steps);
      undo = List.copyOf(undo);
    }

    /** The steps in words. */
    List<String> texts() {
      return steps.stream().map(Step::text).toList();
    }
  }
}
