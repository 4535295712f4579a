package io.ollamamax.sim.faults;

import java.util.random.RandomGenerator;

/** A disk that dies: each load takes longer, up to {@code load-stall}. */
final class SlowDisk implements Scenario {
  private final RandomGenerator random;
  private final double end;

  SlowDisk(RandomGenerator random) {
    this.random = random;
    end = 60 * random.nextDouble(9, 20);
  }

  @Override
  public boolean apply(NodeState state, long second) {
    double share = second / end;
    if (random.nextDouble() < 1 / 40.0) {
      state.loads++;
    }
    state.firstToken += 30 * share * share * random.nextDouble(0.7, 1);
    state.cpu += 0.5 * share;
    state.queue += 10 * share * share;
    return second >= end;
  }
}
