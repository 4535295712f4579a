package io.ollamamax.healing;

import io.ollamamax.cluster.NodeId;
import java.time.Duration;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.Predicate;

/** One step of an operation. */
sealed interface Step {
  /** What it does, for a person. */
  String text();

  /**
   * An act, tried anew with back-off where it fails.
   *
   * @param moot asked before each try: why it must not be done any more; empty where it may
   */
  record Do(NodeId node, Act act, Function<Situation, String> moot, String text) implements Step {
    Do(NodeId node, Act act, String text) {
      this(node, act, unused -> "", text);
    }
  }

  /**
   * The node gets nothing new and its answers end.
   *
   * @param patience for the answers to end by themselves
   * @param move whether those that do not are moved; otherwise a node that still serves is not
   *     touched further
   */
  record Empty(NodeId node, Duration patience, boolean move) implements Step {
    @Override
    public String text() {
      return "drain " + node;
    }
  }

  /** A change of the way that requests take. */
  record Shift(Consumer<Traffic> change, String text) implements Step {}

  /** Waits until something is seen; it fails where it is not within {@code recovery_timeout}. */
  record Until(Predicate<Situation> seen, String text) implements Step {}

  /** Waits, at most that long, until something is seen; it fails where it is not. */
  record Soon(Predicate<Situation> seen, Duration patience, String text) implements Step {}

  /** Lets time pass. */
  record Pause(Duration duration) implements Step {
    @Override
    public String text() {
      return "wait";
    }
  }
}
