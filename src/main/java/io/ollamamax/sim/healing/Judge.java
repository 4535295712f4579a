package io.ollamamax.sim.healing;

import io.ollamamax.cluster.ModelName;
import io.ollamamax.cluster.NodeId;
import io.ollamamax.healing.Decision;
import io.ollamamax.healing.HealingObserver;
import io.ollamamax.healing.OperationRecord;
import io.ollamamax.healing.OperationRecord.Trigger;
import io.ollamamax.healing.Strategy;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Consumer;

/** Holds what healing does against the truth and against the caps, by its own count. */
final class Judge implements HealingObserver {
  private static final Duration HOUR = Duration.ofHours(1);
  private static final Duration QUARTER = Duration.ofMinutes(15);
  private static final Duration BACKOFF = Duration.ofSeconds(10);
  private static final int PER_HOUR = 6;
  private static final int PER_QUARTER = 3;

  private final Fleet fleet;
  private final Consumer<NodeId> acted;
  private final List<Instant> disruptive = new ArrayList<>();
  private final Set<String> disrupting = new HashSet<>();
  private final Map<NodeId, List<Instant>> restarts = new HashMap<>();
  int acts;
  int wrong;
  int wrongDisruptive;
  int succeeded;
  int restarted;
  int people;
  final List<String> violations = new ArrayList<>();

  /**
   * @param acted is told of each node that something is done to
   */
  Judge(Fleet fleet, Consumer<NodeId> acted) {
    this.fleet = fleet;
    this.acted = acted;
  }

  @Override
  public void decided(Decision decision) {}

  @Override
  public void began(OperationRecord operation) {
    Trigger trigger = operation.trigger();
    NodeId node = operation.intent().node();
    acted.accept(node);
    if (trigger == Trigger.FAULT || trigger == Trigger.PROACTIVE) {
      acts++;
      if (!fleet.host(node).ill()) {
        wrong++;
        wrongDisruptive += operation.disruptive() ? 1 : 0;
      }
    }
    if (operation.disruptive()) {
      disrupting.add(operation.intent().id());
      disruptive.add(operation.began());
      check(disrupting.size() <= 1, "two disruptive operations at once", operation);
      check(within(disruptive, operation, HOUR) <= PER_HOUR, "too many within an hour", operation);
      if (fleet.host(node).takes()) {
        leavesEnough(operation);
      }
    }
    if (operation.intent().strategy() == Strategy.SERVICE_RESTART) {
      restarted++;
      if (trigger != Trigger.SUPERVISOR) {
        restart(operation);
      }
    }
  }

  private void restart(OperationRecord operation) {
    List<Instant> of =
        restarts.computeIfAbsent(operation.intent().node(), unused -> new ArrayList<>());
    check(within(of, operation, BACKOFF) == 0, "a restart within the back-off", operation);
    of.add(operation.began());
    check(within(of, operation, QUARTER) <= PER_QUARTER, "too many restarts", operation);
  }

  private void leavesEnough(OperationRecord operation) {
    NodeId node = operation.intent().node();
    double places = 0;
    double demand = 0;
    Set<ModelName> models = new HashSet<>();
    int ill = 0;
    for (Host host : fleet.hosts()) {
      demand += host.inFlight;
      if (!host.id.equals(node) && host.takes()) {
        places += host.places();
        models.addAll(host.models());
      }
      ill += host.answers() ? 0 : 1;
    }
    check(places >= demand, "capacity in use was taken", operation);
    check(models.containsAll(fleet.host(node).models()), "the last copy was taken", operation);
    check(ill <= 0.4 * fleet.hosts().size(), "a node that serves, in an outage", operation);
  }

  private static long within(List<Instant> times, OperationRecord operation, Duration time) {
    Instant from = operation.began().minus(time);
    return times.stream().filter(at -> at.isAfter(from)).count();
  }

  private void check(boolean holds, String rule, OperationRecord operation) {
    if (!holds) {
      violations.add(rule + ": " + operation.intent());
    }
  }

  @Override
  public void ended(OperationRecord operation) {
    disrupting.remove(operation.intent().id());
    boolean ours = operation.trigger() == Trigger.FAULT || operation.trigger() == Trigger.PROACTIVE;
    succeeded += ours && operation.succeeded() ? 1 : 0;
  }

  @Override
  public void needsPerson(String subject, String text) {
    people++;
  }
}
