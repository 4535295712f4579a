package io.ollamamax.sim.faults;

import java.util.random.RandomGenerator;

/** The service is restarted on purpose: away for some seconds, then cold, then as before. */
final class Deploy implements Scenario {
  private final double away;
  private final double cold;

  Deploy(RandomGenerator random) {
    away = random.nextDouble(5, 25);
    cold = away + random.nextDouble(10, 60);
  }

  @Override
  public boolean apply(NodeState state, long second) {
    state.up = second >= away;
    if (second == (long) Math.ceil(away)) {
      state.restarts = 1;
      state.loads = 2;
    }
    if (second < cold) {
      state.gpuMemory *= Math.max(0, second - away) / (cold - away);
      state.firstToken += (cold - second) / 3;
    }
    return false;
  }
}
