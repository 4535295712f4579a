package io.ollamamax.sim.faults;

import java.util.random.RandomGenerator;

/** {@code stuck-unload}: a model that does not go away; its requests take slot after slot. */
final class StuckUnload implements Scenario {
  private final double end;

  StuckUnload(RandomGenerator random) {
    end = 60 * random.nextDouble(5, 10);
  }

  @Override
  public boolean apply(NodeState state, long second) {
    state.stuckUnloads = 1;
    state.queue += 8 * second / end;
    state.silence += 20 * second / end;
    state.errors = Math.max(state.errors, 0.2 * second / end);
    return second >= end;
  }
}
