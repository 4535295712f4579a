package io.ollamamax.healing;

import io.ollamamax.cluster.NodeId;
import io.ollamamax.healing.OperationRecord.Result;
import io.ollamamax.healing.OperationRecord.Trigger;
import io.ollamamax.healing.Proposal.Plan;
import java.time.Duration;
import java.time.Instant;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Function;

/** Begins operations, and draws the conclusions of their ends: caps, quarantine, learning. */
final class Attempts {
  private final Hands hands;
  private final Ledger ledger;
  private final Learner learner;
  private final Recorder recorder;
  private final Holds holds;
  private final CapacityWatch capacity;
  private final Operations operations;
  private final Runnable lookSoon;

  Attempts(
      Hands hands,
      Ledger ledger,
      Learner learner,
      Recorder recorder,
      Holds holds,
      CapacityWatch capacity,
      Runnable lookSoon) {
    this.hands = hands;
    this.ledger = ledger;
    this.learner = learner;
    this.recorder = recorder;
    this.holds = holds;
    this.capacity = capacity;
    this.operations = new Operations(hands, this::ended);
    this.lookSoon = lookSoon;
  }

  /** Those that run. */
  Operations running() {
    return operations;
  }

  /** Nodes that healing keeps out of service. */
  Set<NodeId> out() {
    Set<NodeId> out = new TreeSet<>(holds.nodes());
    out.addAll(operations.out());
    return out;
  }

  /**
   * Begins an operation on a node that none runs on.
   *
   * @param kind as {@link Intent#kind}
   * @return its id
   */
  String begin(
      Plan plan, String kind, String evidence, Trigger trigger, Instant detected, Situation s) {
    String id = HexFormat.of().toHexDigits(hands.random().nextLong());
    Intent intent = new Intent(id, plan.node(), kind, plan.strategy(), evidence);
    ledger.begun(plan.node(), plan.disruptive(), plan.restarts(), s.now());
    if (plan.strategy() == Strategy.SCALING) {
      capacity.changed(s.now());
    }
    Operation operation =
        operations.begin(
            new Operation.Order(intent, plan, trigger, detected, s.severity(plan.node())),
            s.settings());
    recorder.began(operation.view());
    operation.start();
    return id;
  }

  /** A supervisor has started the node's process anew: what is left is to see whether it helped. */
  void supervised(NodeId node, String evidence, Situation s) {
    if (operations.restarts(node)) {
      return; // that is what it ordered, and tries within one operation count once
    }
    if (operations.nodes().contains(node)) {
      ledger.begun(node, false, true, s.now());
      return;
    }
    Function<Situation, String> lack =
        later -> Case.lack(node, later.settings().threshold(), later);
    Plan plan =
        new Plan(
            Strategy.SERVICE_RESTART,
            node,
            true,
            false,
            false,
            1,
            Optional.empty(),
            List.of(),
            List.of(),
            lack);
    begin(plan, "node_down", evidence, Trigger.SUPERVISOR, s.now(), s);
  }

  private void ended(Operation operation) {
    Situation s = hands.situation().get();
    OperationRecord done = operation.view();
    Plan plan = operation.plan();
    recorder.ended(done);
    hands.journal().conclude(done);
    learn(done, s);
    if (plan.strategy() == Strategy.SCALING) {
      capacity.changed(s.now());
    }
    if (plan.strategy() == Strategy.FAILOVER && done.succeeded()) {
      holds.failedOver(plan.node());
    }
    if (plan.restarts() && ledger.judge(plan.node(), s.settings().caps(), s.now())) {
      recorder.needsPerson(
          plan.node().value(),
          "put in quarantine: it is restarted again and again",
          Map.of("fault", done.intent().kind(), "evidence", done.intent().evidence()));
    }
    lookSoon.run();
  }

  private void learn(OperationRecord done, Situation s) {
    Result result = done.result().orElse(Result.CANCELLED);
    if (done.trigger() == Trigger.PROACTIVE
        || result == Result.CANCELLED
        || !s.settings().healing().enableLearning()) {
      return;
    }
    Arm arm = new Arm(done.intent().kind(), done.intent().strategy());
    if (result == Result.SUCCEEDED) {
      learner.succeeded(
          arm,
          done.intent().node(),
          done.recovery().orElse(Duration.ZERO),
          s.settings().core().recoveryTimeout(),
          s.now().plus(s.settings().relapse()));
    } else {
      learner.failed(arm);
    }
  }
}
