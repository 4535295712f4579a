package io.ollamamax.request;

import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.UnaryOperator;

/**
 * A circuit breaker without a timer: the next request after its time turns an open one half-open.
 * Shared over event loops; every change is one compare-and-set of an immutable state.
 *
 * <pre>
 * CLOSED --failures, and share of them, in the window--&gt; OPEN
 *   ^                                                     | its time has passed: a bounded
 *   | enough trials succeeded                             v number of trials
 *   +------------------------------------------------ HALF_OPEN --a trial failed--&gt; OPEN, twice as long
 * </pre>
 */
public final class Breaker {
  /** What a breaker lets through. */
  public enum State {
    CLOSED,
    OPEN,
    HALF_OPEN
  }

  /**
   * When a breaker opens, and for how long.
   *
   * @param failures least number of failures in the window
   * @param share least share of failures in the window, 0 to 1
   * @param window in nanoseconds
   * @param openMin first time that it stays open, in nanoseconds; doubles with each opening
   * @param openMax longest time that it stays open, in nanoseconds
   * @param trials requests at once while it is half-open, and successes that close it
   */
  public record Rules(
      int failures, double share, long window, long openMin, long openMax, int trials) {}

  private static final int MAX_DOUBLINGS = 16;
  private static final Is CLEAN = new Closed(0, 0, 0);

  private sealed interface Is {}

  private record Closed(long since, int succeeded, int failed) implements Is {}

  private record Open(long until, int openings) implements Is {}

  private record HalfOpen(int running, int succeeded, int openings) implements Is {}

  private final AtomicReference<Is> is = new AtomicReference<>(CLEAN);

  /** The state as it was left by the last request. */
  public State state() {
    return switch (is.get()) {
      case Closed closed -> State.CLOSED;
      case Open open -> State.OPEN;
      case HalfOpen half -> State.HALF_OPEN;
    };
  }

  /** Whether a request may go through now. */
  boolean permits(long now, Rules rules) {
    return switch (is.get()) {
      case Closed closed -> true;
      case Open open -> now - open.until() >= 0;
      case HalfOpen half -> half.running() < rules.trials();
    };
  }

  /** A request goes through; true where it is a trial, whose end must be told as such. */
  boolean start(long now, Rules rules) {
    Is after =
        is.updateAndGet(
            before ->
                switch (before) {
                  case Closed closed -> closed;
                  case Open open ->
                      now - open.until() >= 0 ? new HalfOpen(1, 0, open.openings()) : open;
                  case HalfOpen half ->
                      new HalfOpen(half.running() + 1, half.succeeded(), half.openings());
                });
    return after instanceof HalfOpen;
  }

  /** A request succeeded; true where the breaker has closed by that. */
  boolean succeeded(long now, Rules rules, boolean trial) {
    return changes(
        before ->
            switch (before) {
              case Closed closed -> inWindow(closed, now, rules, 1, 0);
              case Open open -> open;
              case HalfOpen half ->
                  !trial
                      ? half
                      : half.succeeded() + 1 >= rules.trials()
                          ? CLEAN
                          : new HalfOpen(half.running() - 1, half.succeeded() + 1, half.openings());
            });
  }

  /** A request failed by the node's fault; true where the breaker has opened by that. */
  boolean failed(long now, Rules rules, boolean trial) {
    return changes(
        before ->
            switch (before) {
              case Closed closed -> {
                Closed with = inWindow(closed, now, rules, 0, 1);
                int all = with.failed() + with.succeeded();
                yield with.failed() >= rules.failures() && with.failed() >= rules.share() * all
                    ? opened(now, rules, 1)
                    : with;
              }
              case Open open -> open;
              case HalfOpen half -> trial ? opened(now, rules, half.openings() + 1) : half;
            });
  }

  /** A trial ended without saying anything of the node: the client left, the model was missing. */
  void released(boolean trial) {
    if (trial) {
      is.updateAndGet(
          before ->
              before instanceof HalfOpen half
                  ? new HalfOpen(half.running() - 1, half.succeeded(), half.openings())
                  : before);
    }
  }

  /**
   * An open breaker as it is kept over a restart; closed and half-open ones are not.
   *
   * @param left how long it stays open, in nanoseconds, above 0
   * @param openings in a row, from 1
   */
  public record Memory(long left, int openings) {
    public Memory {
      if (left <= 0 || openings < 1) {
        throw new IllegalArgumentException(
            "an open breaker has time left and an opening, got %d and %d"
                .formatted(left, openings));
      }
    }
  }

  /** What is kept of it over a restart. */
  Optional<Memory> memory(long now) {
    return is.get() instanceof Open open && open.until() - now > 0
        ? Optional.of(new Memory(open.until() - now, open.openings()))
        : Optional.empty();
  }

  /** Takes over what was kept, unless requests were seen since. */
  void restore(Memory memory, long now) {
    is.compareAndSet(CLEAN, new Open(now + memory.left(), memory.openings()));
  }

  /** What was seen before says nothing any more. */
  void reset() {
    is.set(CLEAN);
  }

  private boolean changes(UnaryOperator<Is> step) {
    Is before;
    Is after;
    do {
      before = Objects.requireNonNull(is.get());
      after = step.apply(before);
    } while (before != after && !is.compareAndSet(before, after));
    return before.getClass() != after.getClass();
  }

  private static Open opened(long now, Rules rules, int openings) {
    long time = rules.openMin() << Math.min(openings - 1, MAX_DOUBLINGS);
    return new Open(now + Math.min(time, rules.openMax()), openings);
  }

  /** The counts with one more; those of an earlier window are halved, older ones dropped. */
  private static Closed inWindow(Closed was, long now, Rules rules, int succeeded, int failed) {
    if (was == CLEAN || now - was.since() >= 2 * rules.window()) {
      return new Closed(now, succeeded, failed);
    }
    if (now - was.since() >= rules.window()) {
      return new Closed(now, was.succeeded() / 2 + succeeded, was.failed() / 2 + failed);
    }
    return new Closed(was.since(), was.succeeded() + succeeded, was.failed() + failed);
  }
}
