package io.ollamamax.healing;

import io.ollamamax.cluster.Fault;
import io.ollamamax.cluster.NodeId;
import io.ollamamax.healing.OperationRecord.Trigger;
import io.ollamamax.healing.Proposal.Plan;
import java.util.Optional;

/**
 * What people order. All safety rules hold for them; thresholds, switches and quarantine do not.
 */
final class Orders {
  private static final String ORDERED = "ordered by a person";

  private final Attempts attempts;
  private final Ledger ledger;
  private final FaultBook book;
  private final Recorder recorder;

  Orders(Attempts attempts, Ledger ledger, FaultBook book, Recorder recorder) {
    this.attempts = attempts;
    this.ledger = ledger;
    this.book = book;
    this.recorder = recorder;
  }

  HealAnswer heal(NodeId id, Strategy strategy, boolean dryRun, Situation s) {
    Optional<NodeFacts> node = s.node(id);
    if (node.isEmpty()) {
      return HealAnswer.refused("there is no node " + id);
    }
    if (attempts.running().nodes().contains(id)) {
      return HealAnswer.refused("an operation runs on " + id + " already");
    }
    Optional<Fault> fault = book.worst(id).map(OpenFault::fault);
    Case c = new Case(fault, node.get(), s.settings().threshold(), s);
    return switch (Remedy.of(strategy).propose(c)) {
      case Proposal.Unfit unfit -> HealAnswer.refused(unfit.reason());
      case Plan plan -> carryOut(plan, c, dryRun);
    };
  }

  private HealAnswer carryOut(Plan plan, Case c, boolean dryRun) {
    Situation s = c.situation();
    Safety safety = new Safety(s, ledger, attempts.running().disrupting());
    String objection = s.node(plan.node()).map(node -> safety.objection(plan, node)).orElse("");
    if (!objection.isEmpty()) {
      return HealAnswer.refused(objection);
    }
    if (dryRun) {
      return new HealAnswer(true, "would be done", Optional.empty(), plan.texts());
    }
    String kind = c.fault().map(Fault::kind).orElse(Menu.WELL);
    recorder.decided(
        new Decision(
            s.now(),
            kind,
            Optional.of(plan.node()),
            c.fault().flatMap(Fault::subject),
            s.severity(plan.node()),
            new Choice.Act(plan.strategy()),
            Ground.ORDERED,
            ORDERED,
            c.fault().map(Fault::evidence).orElse("")));
    String id = attempts.begin(plan, kind, ORDERED, Trigger.PERSON, s.now(), s);
    return new HealAnswer(true, "begun", Optional.of(id), plan.texts());
  }
}
