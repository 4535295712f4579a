package io.ollamamax.healing;

import io.ollamamax.cluster.Fault;
import io.ollamamax.cluster.NodeId;
import io.ollamamax.healing.Proposal.Plan;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** Decides about one fault of a look. Changes nothing. */
final class Decider {
  private static final int PROACTIVE_LOOKS = 2;
  private static final double QUIET = 0.5;

  private final Situation s;
  private final HealingSettings settings;
  private final Ledger ledger;
  private final Safety safety;
  private final Learner learner;
  private final Set<NodeId> busy;

  /**
   * @param busy nodes that an operation runs on
   */
  Decider(Situation s, Ledger ledger, Safety safety, Learner learner, Set<NodeId> busy) {
    this.s = s;
    this.settings = s.settings();
    this.ledger = ledger;
    this.safety = safety;
    this.learner = learner;
    this.busy = busy;
  }

  /**
   * What is decided.
   *
   * @param plan of an act
   */
  record Verdict(Choice choice, Ground ground, String reason, Optional<Plan> plan) {}

  /**
   * @param mayNotAct why this gateway may not act; empty where it may
   */
  Verdict decide(OpenFault open, String mayNotAct) {
    Fault fault = open.fault();
    if (!settings.enabled()) {
      return leave(Ground.SWITCHED_OFF, "self-healing is switched off");
    }
    if (fault instanceof Fault.PredictedFailure && !settings.healing().enablePredictive()) {
      return leave(Ground.SWITCHED_OFF, "enable_predictive is off");
    }
    if (!mayNotAct.isEmpty()) {
      return again(settings.interval(), Ground.NOT_LEADING, mayNotAct);
    }
    NodeFacts node = fault.target().flatMap(s::node).orElse(null);
    if (node == null || Menu.permitted(fault.kind()).isEmpty()) {
      return leave(Ground.NO_TARGET, "no remedy of a node helps");
    }
    if (!node.held().isEmpty()) {
      return leave(Ground.HELD, node.held());
    }
    if (ledger.quarantined(node.id())) {
      return leave(Ground.QUARANTINED, "the node is in quarantine until a person clears it");
    }
    return wait(open, node).orElseGet(() -> weigh(open, node));
  }

  private Optional<Verdict> wait(OpenFault open, NodeFacts node) {
    if (busy.contains(node.id())) {
      return Optional.of(look(Ground.ALREADY_ACTING, "an operation runs on the node"));
    }
    Duration since =
        ledger
            .attempted(node.id())
            .map(at -> Duration.between(at, s.now()))
            .orElse(settings.interval());
    if (since.compareTo(settings.interval()) < 0) {
      Duration left = settings.interval().minus(since);
      return Optional.of(
          again(
              left,
              Ground.TOO_SOON,
              "the last attempt began %d s ago".formatted(since.toSeconds())));
    }
    if (open.rests(s.now())) {
      return Optional.of(
          again(
              open.rest(s.now()),
              Ground.EXHAUSTED,
              "all that may be tried was tried without success"));
    }
    return Optional.empty();
  }

  private Verdict weigh(OpenFault open, NodeFacts node) {
    Fault fault = open.fault();
    double severity = fault.severity();
    if (severity > 0 && severity >= settings.threshold()) {
      return choose(open, node, order(fault.kind()), settings.threshold(), Ground.SEVERE);
    }
    Duration look = settings.healing().monitoringInterval();
    boolean lasting = open.lasts(s.now()).compareTo(look.multipliedBy(PROACTIVE_LOOKS)) >= 0;
    boolean degrades =
        fault instanceof Fault.NodeDegraded || fault instanceof Fault.ResourcePressure;
    if (settings.healing().enableProactive()
        && degrades
        && severity >= settings.proactiveFloor()
        && lasting
        && quiet(node)) {
      Verdict refresh =
          choose(open, node, Menu.refresh(), settings.proactiveFloor(), Ground.PROACTIVE);
      if (refresh.plan().isPresent()) {
        return refresh;
      }
    }
    return look(
        Ground.BELOW_THRESHOLD,
        "severity %.2f is below the threshold %.2f".formatted(severity, settings.threshold()));
  }

  private List<Strategy> order(String kind) {
    List<Strategy> permitted = Menu.permitted(kind);
    return settings.healing().enableLearning() ? learner.order(kind, permitted) : permitted;
  }

  private boolean quiet(NodeFacts node) {
    return busy.isEmpty() && !s.systemic() && s.demand() <= QUIET * s.capacityWithout(node.id());
  }

  private Verdict choose(
      OpenFault open, NodeFacts node, List<Strategy> order, double limit, Ground ground) {
    Set<Strategy> enabled = settings.strategies();
    Case c = new Case(Optional.of(open.fault()), node, limit, s);
    List<String> against = new ArrayList<>();
    boolean forbidden = false;
    for (Strategy strategy : order) {
      if (!enabled.contains(strategy) || open.tried(strategy)) {
        continue;
      }
      switch (Remedy.of(strategy).propose(c)) {
        case Proposal.Unfit unfit -> against.add(strategy.wire() + ": " + unfit.reason());
        case Plan plan -> {
          Duration left = unsure(open, plan, node);
          if (left.isPositive()) {
            return again(left, Ground.NOT_READY, "a second look comes before " + strategy.wire());
          }
          String objection = safety.objection(plan, node);
          if (objection.isEmpty()) {
            return new Verdict(
                new Choice.Act(strategy),
                ground,
                "severity %.2f; limit %.2f".formatted(open.fault().severity(), limit),
                Optional.of(plan));
          }
          forbidden = true;
          against.add(strategy.wire() + ": " + objection);
        }
      }
    }
    String reasons = String.join("; ", against);
    if (forbidden) {
      return again(settings.interval(), s.systemic() ? Ground.SYSTEMIC : Ground.FORBIDDEN, reasons);
    }
    return again(
        settings.interval(),
        Ground.EXHAUSTED,
        reasons.isEmpty() ? "all that may be tried was tried without success" : reasons);
  }

  private Duration unsure(OpenFault open, Plan plan, NodeFacts node) {
    return plan.disruptive() && !node.dead()
        ? settings.healing().monitoringInterval().minus(open.lasts(s.now()))
        : Duration.ZERO;
  }

  private Verdict look(Ground ground, String reason) {
    return again(settings.healing().monitoringInterval(), ground, reason);
  }

  private static Verdict again(Duration in, Ground ground, String reason) {
    return new Verdict(new Choice.LookAgain(in), ground, reason, Optional.empty());
  }

  private static Verdict leave(Ground ground, String reason) {
    return new Verdict(new Choice.Leave(), ground, reason, Optional.empty());
  }

  /** The verdict as it is recorded. */
  static Decision record(OpenFault open, Verdict verdict, Instant now) {
    Fault fault = open.fault();
    return new Decision(
        now,
        fault.kind(),
        fault.target(),
        fault.subject(),
        fault.severity(),
        verdict.choice(),
        verdict.ground(),
        verdict.reason(),
        fault.evidence());
  }
}
