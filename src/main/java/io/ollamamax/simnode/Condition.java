package io.ollamamax.simnode;

import java.time.Duration;
import org.jspecify.annotations.Nullable;

/** The fault that a node is under, and what follows from it for all that happens there. */
final class Condition {
  private final Duration usualLoad;
  private @Nullable Fault fault;
  private int strikesLeft;
  private int taken;
  private int leaked;

  /**
   * @param usualLoad time of a load without a fault
   */
  Condition(Duration usualLoad) {
    this.usualLoad = usualLoad;
  }

  /** Takes this fault; gives a number by which {@link #isStill} knows it again. */
  int take(Fault next) {
    fault = next;
    strikesLeft = next.count();
    leaked = 0;
    return ++taken;
  }

  /** Whether the fault of that number still holds. */
  boolean isStill(int number) {
    return fault != null && taken == number;
  }

  /** No fault any more; gives the one that there was. */
  @Nullable Fault clear() {
    Fault was = fault;
    fault = null;
    return was;
  }

  @Nullable Fault fault() {
    return fault;
  }

  /** The fault for the next execution, if it strikes executions and has strikes left. */
  @Nullable Fault forExecution() {
    return is(Mode.PULL_FAULT) ? null : spend();
  }

  /** The fault for the next pull, or null. */
  @Nullable Fault forPull() {
    return is(Mode.PULL_FAULT) ? spend() : null;
  }

  private @Nullable Fault spend() {
    if (fault == null || strikesLeft == 0) {
      return null;
    }
    strikesLeft = strikesLeft > 0 ? strikesLeft - 1 : strikesLeft;
    return fault;
  }

  private boolean is(Mode mode) {
    return fault != null && fault.mode() == mode;
  }

  private boolean isOfNode(Mode mode) {
    return fault != null && fault.running() && fault.mode() == mode;
  }

  Effect effect(Fault of, String model) {
    return Catalogue.effect(of, model, usualLoad);
  }

  /** How a load goes now. */
  Effect.Load load() {
    return fault != null && fault.running()
        ? Catalogue.load(fault, usualLoad)
        : new Effect.Load(usualLoad, "");
  }

  /** Whether every request must reload its model. */
  boolean thrashes() {
    return isOfNode(Mode.RELOAD_THRASH);
  }

  /** Whether models are listed as expired and never leave. */
  boolean stuck() {
    return isOfNode(Mode.STUCK_UNLOAD);
  }

  /** VRAM in use by a model of that size. */
  long vram(long size) {
    return isOfNode(Mode.CPU_FALLBACK) ? 0 : size + size * leaked / Catalogue.LEAK_LIMIT;
  }

  /** Tokens made while memory leaks. */
  int leaked() {
    return leaked;
  }

  /** A token was made; gives the fault that follows once all memory has leaked, or null. */
  @Nullable Fault leak() {
    Fault now = fault;
    if (now == null || now.mode() != Mode.SLOW_LEAK) {
      return null;
    }
    leaked++;
    if (leaked < (now.after() > 0 ? now.after() : Catalogue.LEAK_LIMIT)) {
      return null;
    }
    return now.variant().equals("down")
        ? Fault.ofNode(Mode.DOWN)
        : Fault.ofNode(Mode.OOM_LOAD).with("run");
  }
}
