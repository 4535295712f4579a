package io.ollamamax.sim.faults;

import java.util.random.RandomGenerator;

/** {@code crash-early} again and again: runners start, die, take requests with them. */
final class CrashLoop implements Scenario {
  private final RandomGenerator random;
  private final double end;
  private double next;

  CrashLoop(RandomGenerator random) {
    this.random = random;
    end = 60 * random.nextDouble(6, 15);
  }

  @Override
  public boolean apply(NodeState state, long second) {
    if (second >= next) {
      state.restarts++;
      state.loads++;
      next = second + (20 + 140 * (1 - second / end)) * random.nextDouble(0.7, 1.3);
    }
    state.errors = Math.max(state.errors, random.nextDouble(0, 0.5) * second / end);
    return second >= end;
  }
}
