package io.ollamamax.sim.faults;

import java.util.random.RandomGenerator;

/** {@code flapping}: short outages in ever shorter turn, then the end. */
final class Flapping implements Scenario {
  private final RandomGenerator random;
  private final double end;
  private double nextDown;
  private double nextUp;

  Flapping(RandomGenerator random) {
    this.random = random;
    end = 60 * random.nextDouble(6, 14);
  }

  @Override
  public boolean apply(NodeState state, long second) {
    if (second >= nextDown && second > nextUp) {
      nextUp = second + random.nextDouble(5, 20);
      nextDown = nextUp + 30 + 90 * (1 - second / end) * random.nextDouble(0.7, 1.3);
    }
    state.up = second >= nextUp;
    return second >= end;
  }
}
