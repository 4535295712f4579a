package io.ollamamax.healing;

import io.ollamamax.cluster.NodeId;
import io.ollamamax.healing.Proposal.Plan;
import java.time.Duration;
import java.time.Instant;
import java.util.Comparator;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Adds capacity where it stays short, and takes away what was added where it stays idle. */
final class CapacityWatch {
  private @Nullable Instant shortSince;
  private @Nullable Instant idleSince;
  private @Nullable Instant changed;
  private @Nullable Decision decision;

  /**
   * What is to be done.
   *
   * @param plan of an act
   * @param fresh whether the decision says something new
   */
  record Advice(Decision decision, Optional<Plan> plan, boolean fresh) {}

  /** Capacity was changed. */
  void changed(Instant now) {
    changed = now;
    shortSince = null;
    idleSince = null;
  }

  /** Nothing where capacity is as it should be. */
  Optional<Advice> look(Situation s, Ledger ledger) {
    double outAt = s.settings().scaling().outAt();
    boolean lacking =
        s.facts().waiting() > 0 || (s.demand() > 0 && s.demand() >= outAt * s.capacity());
    Optional<NodeFacts> idle = lacking ? Optional.empty() : idle(s);
    shortSince = lacking ? (shortSince == null ? s.now() : shortSince) : null;
    idleSince = idle.isPresent() ? (idleSince == null ? s.now() : idleSince) : null;
    if (!lacking && idle.isEmpty()) {
      decision = null;
      return Optional.empty();
    }
    Duration lasts =
        Duration.between(lacking ? orNow(shortSince, s) : orNow(idleSince, s), s.now());
    String kind = lacking ? Menu.CAPACITY_SHORT : Menu.CAPACITY_IDLE;
    Ground ground = lacking ? Ground.CAPACITY_SHORT : Ground.CAPACITY_IDLE;
    Optional<Duration> wait = wait(s, lasts, lacking);
    if (wait.isPresent()) {
      return Optional.of(
          advice(
              s, kind, Optional.empty(), new Choice.LookAgain(wait.get()), ground, "it must last"));
    }
    Proposal proposal =
        idle.<Proposal>map(node -> ScaleIn.plan(node, s)).orElseGet(() -> ScaleOut.propose(s));
    return Optional.of(
        switch (proposal) {
          case Proposal.Unfit unfit ->
              advice(
                  s,
                  kind,
                  Optional.empty(),
                  new Choice.LookAgain(s.settings().interval()),
                  Ground.FORBIDDEN,
                  unfit.reason());
          case Plan plan -> weigh(s, ledger, kind, ground, plan);
        });
  }

  private Advice weigh(Situation s, Ledger ledger, String kind, Ground ground, Plan plan) {
    String objection =
        s.node(plan.node())
            .map(node -> new Safety(s, ledger, false).objection(plan, node))
            .orElse("");
    return objection.isEmpty()
        ? advice(s, kind, Optional.of(plan), new Choice.Act(Strategy.SCALING), ground, "it lasts")
        : advice(
            s,
            kind,
            Optional.empty(),
            new Choice.LookAgain(s.settings().interval()),
            Ground.FORBIDDEN,
            objection);
  }

  /** What was added and would leave enough if it went. */
  private static Optional<NodeFacts> idle(Situation s) {
    return s.facts().nodes().stream()
        .filter(node -> node.role().added() && s.serves(node))
        .filter(node -> s.demand() <= s.settings().scaling().inAt() * s.capacityWithout(node.id()))
        .min(Comparator.comparingInt(NodeFacts::inFlight).thenComparing(NodeFacts::id));
  }

  private Optional<Duration> wait(Situation s, Duration lasts, boolean lacking) {
    Duration look = s.settings().healing().monitoringInterval();
    Duration cooldown = s.settings().scaling().cooldown();
    Duration left = (lacking ? look : cooldown).minus(lasts);
    if (changed != null) {
      Duration cooling = cooldown.minus(Duration.between(changed, s.now()));
      left = cooling.compareTo(left) > 0 ? cooling : left;
    }
    return left.isPositive() ? Optional.of(left) : Optional.empty();
  }

  private static Instant orNow(@Nullable Instant since, Situation s) {
    return since == null ? s.now() : since;
  }

  private Advice advice(
      Situation s, String kind, Optional<Plan> plan, Choice choice, Ground ground, String reason) {
    String evidence =
        "%d requests are in work or wait, %d could be worked on"
            .formatted(s.demand(), s.capacity());
    Decision now =
        new Decision(
            s.now(),
            kind,
            plan.map(Plan::node).or(Optional::<NodeId>empty),
            Optional.empty(),
            0,
            choice,
            ground,
            reason,
            evidence);
    boolean fresh = decision == null || !now.repeats(decision) || plan.isPresent();
    decision = now;
    return new Advice(now, plan, fresh);
  }
}
