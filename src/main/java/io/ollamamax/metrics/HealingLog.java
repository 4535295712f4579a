package io.ollamamax.metrics;

import io.ollamamax.cluster.NodeId;
import io.ollamamax.healing.Decision;
import io.ollamamax.healing.HealingObserver;
import io.ollamamax.healing.OperationRecord;
import io.ollamamax.healing.OperationRecord.Result;
import java.lang.System.Logger.Level;
import java.time.Duration;
import java.util.Locale;
import java.util.function.BiConsumer;
import java.util.function.Consumer;

/** Log lines and figures of what healing does. Used on the control thread. */
public final class HealingLog implements HealingObserver {
  private static final System.Logger LOG = System.getLogger("healing");

  private final FaultToleranceMetrics figures;
  private final Consumer<NodeId> acting;
  private final BiConsumer<String, String> people;

  /**
   * @param acting is told, too, of each node that something is done to
   * @param people is told, too, of what a person must look at: the subject, and what it is
   */
  public HealingLog(
      FaultToleranceMetrics figures, Consumer<NodeId> acting, BiConsumer<String, String> people) {
    this.figures = figures;
    this.acting = acting;
    this.people = people;
  }

  @Override
  public void decided(Decision decision) {
    LOG.log(
        Level.INFO,
        "fault {0} of node {1}: {2}: {3}",
        decision.kind(),
        decision.node().map(Object::toString).orElse("-"),
        decision.choice().word().replace('_', ' '),
        decision.reason());
  }

  @Override
  public void began(OperationRecord operation) {
    acting.accept(operation.intent().node());
    LOG.log(
        Level.INFO,
        "Healing attempt began: node {0}, strategy {1}, fault {2}: {3}",
        operation.intent().node(),
        operation.intent().strategy().wire(),
        operation.intent().kind(),
        operation.intent().evidence());
  }

  @Override
  public void ended(OperationRecord operation) {
    operation.latency().ifPresent(figures::acted);
    boolean success = operation.succeeded();
    if (operation.result().filter(result -> result == Result.CANCELLED).isEmpty()) {
      figures.healed(
          operation.intent().strategy().wire(),
          success,
          operation.recovery().orElse(Duration.ZERO));
    }
    LOG.log(
        success ? Level.INFO : Level.WARNING,
        "Healing attempt {0}: node {1}, strategy {2}, fault {3}, severity {4} to {5}, {6}: {7}",
        success ? "completed" : "failed",
        operation.intent().node(),
        operation.intent().strategy().wire(),
        operation.intent().kind(),
        severity(operation.before()),
        severity(operation.after()),
        operation.result().map(Result::wire).orElse(""),
        operation.reason());
  }

  @Override
  public void needsPerson(String subject, String text) {
    LOG.log(Level.ERROR, "a person is needed: {0}: {1}", subject, text);
    people.accept(subject, text);
  }

  private static String severity(double value) {
    return String.format(Locale.ROOT, "%.2f", value);
  }
}
