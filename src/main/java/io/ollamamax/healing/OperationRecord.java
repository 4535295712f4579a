package io.ollamamax.healing;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/**
 * An attempt to heal, as it is at a moment.
 *
 * @param detected when its fault was first seen
 * @param began when it was decided
 * @param acted when its first act began
 * @param relieved since when the severity is down
 * @param ended nothing while it runs
 * @param reason of its end, with figures; empty while it runs
 * @param before severity when it began
 * @param after severity when it ended, or now
 * @param steps what was done so far, in plain words
 */
public record OperationRecord(
    Intent intent,
    Trigger trigger,
    boolean disruptive,
    Instant detected,
    Instant began,
    Optional<Instant> acted,
    Optional<Instant> relieved,
    Optional<Instant> ended,
    Phase phase,
    Optional<Result> result,
    String reason,
    double before,
    double after,
    List<String> steps) {
  public OperationRecord {
    steps = List.copyOf(steps);
  }

  /** What made it begin. */
  public enum Trigger {
    FAULT,
    PROACTIVE,
    PERSON,
    /** The supervisor of the node's process had restarted it already. */
    SUPERVISOR,
    CAPACITY
  }

  /** Where it stands. */
  public enum Phase {
    INTENDING,
    ACTING,
    VERIFYING,
    UNDOING,
    ENDED
  }

  /** What came of it. */
  public enum Result {
    /** Severity fell under the threshold and stayed there. */
    SUCCEEDED,
    FAILED,
    TIMED_OUT,
    /** It was given up for a reason that says nothing of the strategy. */
    CANCELLED;

    /** The name in the API: lower case. */
    public String wire() {
      return name().toLowerCase(Locale.ROOT);
    }
  }

  /** Whether the node was measured to be well again. */
  public boolean succeeded() {
    return result.filter(r -> r == Result.SUCCEEDED).isPresent();
  }

  /** From the first sight of the fault to the first act. */
  public Optional<Duration> latency() {
    return acted.map(at -> Duration.between(detected, at));
  }

  /** From the first sight of the fault until its severity was down, where it stayed down. */
  public Optional<Duration> recovery() {
    return succeeded() ? relieved.map(at -> Duration.between(detected, at)) : Optional.empty();
  }
}
