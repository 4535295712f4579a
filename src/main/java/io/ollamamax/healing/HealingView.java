package io.ollamamax.healing;

import io.ollamamax.cluster.Fault;
import io.ollamamax.cluster.NodeId;
import java.time.Instant;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * What healing knows and does, at its last look.
 *
 * @param enabled whether remedies act
 * @param mayNotAct why this gateway leaves acting to another; empty where it does not
 * @param severities of all nodes, 0 to 1
 * @param faults open ones, the worst first
 * @param systemic many nodes at once
 * @param decisions the newest first, as many as are kept
 * @param running operations
 * @param done the newest first, as many as are kept
 * @param held nodes that healing keeps out, with the reason
 * @param disruptiveLastHour of the cap {@code healing.acts_per_hour}
 */
public record HealingView(
    Instant at,
    boolean enabled,
    String mayNotAct,
    SortedMap<NodeId, Double> severities,
    List<Open> faults,
    Optional<Fault.Systemic> systemic,
    List<Decision> decisions,
    List<OperationRecord> running,
    List<OperationRecord> done,
    List<Quarantine> quarantines,
    SortedMap<NodeId, String> held,
    SortedMap<Arm, Posterior> posteriors,
    Counters counters,
    int disruptiveLastHour) {
  public HealingView {
    severities = Collections.unmodifiableSortedMap(new TreeMap<>(severities));
    faults = List.copyOf(faults);
    decisions = List.copyOf(decisions);
    running = List.copyOf(running);
    done = List.copyOf(done);
    quarantines = List.copyOf(quarantines);
    held = Collections.unmodifiableSortedMap(new TreeMap<>(held));
    posteriors = Collections.unmodifiableSortedMap(new TreeMap<>(posteriors));
  }

  /**
   * A fault that is there.
   *
   * @param decision what is done about it; nothing before the first decision
   */
  public record Open(Fault fault, Instant since, Optional<Decision> decision) {}

  /**
   * Attempts that ended since this gateway started; cancelled ones are not among them.
   *
   * @param byArm by kind of fault and strategy
   */
  public record Counters(long attempts, long successes, Map<Arm, Count> byArm) {
    static final Counters NONE = new Counters(0, 0, Map.of());

    public Counters {
      byArm = Map.copyOf(byArm);
    }

    /** Share of the attempts that succeeded, 1 where there was none. */
    public double successRate() {
      return attempts == 0 ? 1 : (double) successes / attempts;
    }

    Counters with(Arm arm, boolean success) {
      Map<Arm, Count> more = new TreeMap<>(byArm);
      more.merge(arm, new Count(1, success ? 1 : 0), Count::plus);
      return new Counters(attempts + 1, successes + (success ? 1 : 0), more);
    }
  }

  /** Attempts and, of them, successes. */
  public record Count(long attempts, long successes) {
    Count plus(Count other) {
      return new Count(attempts + other.attempts, successes + other.successes);
    }
  }

  static HealingView nothing(Instant at) {
    return new HealingView(
        at,
        false,
        "",
        new TreeMap<>(),
        List.of(),
        Optional.empty(),
        List.of(),
        List.of(),
        List.of(),
        List.of(),
        new TreeMap<>(),
        new TreeMap<>(),
        Counters.NONE,
        0);
  }
}
