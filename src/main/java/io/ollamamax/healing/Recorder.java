package io.ollamamax.healing;

import io.ollamamax.cluster.ModelName;
import io.ollamamax.cluster.NodeId;
import io.ollamamax.events.Event;
import io.ollamamax.events.Events;
import io.ollamamax.healing.OperationRecord.Result;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;

/** Keeps the last decisions and operations, counts, and tells events and the observer. */
final class Recorder {
  private static final int KEPT = 200;

  private final Events events;
  private final HealingObserver observer;
  private final Deque<Decision> decisions = new ArrayDeque<>();
  private final Deque<OperationRecord> done = new ArrayDeque<>();
  private HealingView.Counters counters = HealingView.Counters.NONE;

  Recorder(Events events, HealingObserver observer) {
    this.events = events;
    this.observer = observer;
  }

  void decided(Decision decision) {
    keep(decisions, decision);
    Map<String, String> details = new TreeMap<>();
    details.put("fault", decision.kind());
    details.put("choice", decision.choice().word());
    details.put("ground", decision.ground().wire());
    details.put("severity", number(decision.severity()));
    details.put("evidence", decision.evidence());
    decision.model().map(ModelName::value).ifPresent(model -> details.put("model", model));
    String what =
        switch (decision.choice()) {
          case Choice.Act act -> "act by " + act.strategy().wire();
          case Choice.LookAgain again -> "look again within " + again.in().toSeconds() + " s";
          case Choice.Leave _ -> "leave it";
        };
    events.publish(
        Event.Kind.DECISION,
        decision.node().map(NodeId::value).orElse(""),
        "%s: %s (%s)".formatted(decision.kind(), what, decision.reason()),
        details);
    observer.decided(decision);
  }

  void began(OperationRecord operation) {
    remedy(operation, "%s begins".formatted(operation.intent().strategy().wire()));
    observer.began(operation);
  }

  void ended(OperationRecord operation) {
    keep(done, operation);
    Result result = operation.result().orElse(Result.CANCELLED);
    if (result != Result.CANCELLED) {
      counters =
          counters.with(
              new Arm(operation.intent().kind(), operation.intent().strategy()),
              operation.succeeded());
    }
    remedy(
        operation,
        "%s has %s: %s"
            .formatted(
                operation.intent().strategy().wire(),
                result.wire().replace('_', ' '),
                operation.reason()));
    observer.ended(operation);
  }

  private void remedy(OperationRecord operation, String text) {
    Intent intent = operation.intent();
    Map<String, String> details = new TreeMap<>();
    details.put("operation", intent.id());
    details.put("fault", intent.kind());
    details.put("strategy", intent.strategy().wire());
    details.put("trigger", operation.trigger().name().toLowerCase(Locale.ROOT));
    details.put("evidence", intent.evidence());
    details.put("severity_before", number(operation.before()));
    operation
        .result()
        .ifPresent(
            result -> {
              details.put("result", result.wire());
              details.put("severity_after", number(operation.after()));
            });
    operation.recovery().ifPresent(d -> details.put("recovery_ms", "" + d.toMillis()));
    events.publish(Event.Kind.REMEDY, intent.node().value(), text, details);
  }

  /** Something that a person must look at. */
  void needsPerson(String subject, String text, Map<String, String> details) {
    tell(subject, text, details);
    observer.needsPerson(subject, text);
  }

  /** Something that is good to know. */
  void tell(String subject, String text, Map<String, String> details) {
    events.publish(Event.Kind.FAULT, subject.equals("cluster") ? "" : subject, text, details);
  }

  private static String number(double value) {
    return String.format(Locale.ROOT, "%.2f", value);
  }

  private static <T> void keep(Deque<T> ring, T value) {
    ring.addFirst(value);
    if (ring.size() > KEPT) {
      ring.removeLast();
    }
  }

  List<Decision> decisions() {
    return List.copyOf(decisions);
  }

  List<OperationRecord> done() {
    return List.copyOf(done);
  }

  HealingView.Counters counters() {
    return counters;
  }
}
