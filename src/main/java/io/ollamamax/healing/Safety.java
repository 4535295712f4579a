package io.ollamamax.healing;

import io.ollamamax.healing.Proposal.Plan;
import java.time.Duration;

/**
 * What may not be done, whoever wants it. Each rule gives what speaks against a plan, in plain
 * words; empty where nothing does.
 */
final class Safety {
  private final Situation s;
  private final Ledger ledger;
  private final boolean disrupting;

  /**
   * @param disrupting whether a disruptive operation is running
   */
  Safety(Situation s, Ledger ledger, boolean disrupting) {
    this.s = s;
    this.ledger = ledger;
    this.disrupting = disrupting;
  }

  String objection(Plan plan, NodeFacts node) {
    String found = systemic(plan, node);
    if (found.isEmpty()) {
      found = caps(plan);
    }
    if (found.isEmpty()) {
      found = restart(plan, node);
    }
    return found.isEmpty() ? missed(plan, node, s) : found;
  }

  /** Why the node cannot be spared for the plan. */
  static String missed(Plan plan, NodeFacts node, Situation s) {
    String found = capacity(plan, node, s);
    return found.isEmpty() ? copies(plan, node, s) : found;
  }

  private String systemic(Plan plan, NodeFacts node) {
    boolean touchesLiving = plan.takesAway() || (plan.restarts() && !node.dead());
    return s.systemic() && touchesLiving
        ? "%d of %d nodes are bad at once: the cause is not this node's"
            .formatted(s.bad().size(), s.fleet())
        : "";
  }

  private String caps(Plan plan) {
    if (!plan.disruptive()) {
      return "";
    }
    if (disrupting) {
      return "another disruptive operation is running";
    }
    int most = s.settings().actsPerHour(s.fleet());
    int done = ledger.disruptive(s.now());
    return done >= most
        ? "%d disruptive operations within an hour are the most".formatted(most)
        : "";
  }

  private String restart(Plan plan, NodeFacts node) {
    if (!plan.restarts()) {
      return "";
    }
    Duration wait = ledger.backoff(node.id(), s.settings().caps(), s.now());
    if (wait.isPositive()) {
      return "restarted a short while ago: the next one in %d s".formatted(wait.toSeconds() + 1);
    }
    if (!node.dead() && !node.busy().isEmpty()) {
      return "its silence is explained: " + node.busy();
    }
    return !node.dead() && node.witnesses() > 0 && node.confirming() == 0
        ? "no other gateway sees it failing"
        : "";
  }

  private static String capacity(Plan plan, NodeFacts node, Situation s) {
    if (plan.kept() >= 1 || !(plan.takesAway() || s.serves(node))) {
      return "";
    }
    double left = s.capacityWithout(node.id()) + plan.kept() * node.capacity();
    return left < s.demand()
        ? "%d requests are in work and the others can work on %d".formatted(s.demand(), (int) left)
        : "";
  }

  private static String copies(Plan plan, NodeFacts node, Situation s) {
    if (!plan.takesAway()) {
      return "";
    }
    return node.models().keySet().stream()
        .filter(model -> plan.stuck().filter(model::equals).isEmpty())
        .filter(model -> !s.livesElsewhere(model, node.id()))
        .sorted()
        .findFirst()
        .map(model -> "it is the last node that serves " + model)
        .orElse("");
  }
}
