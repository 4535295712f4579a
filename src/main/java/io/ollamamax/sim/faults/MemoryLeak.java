package io.ollamamax.sim.faults;

import java.util.random.RandomGenerator;

/** {@code slow-leak}: the host's memory fills, swapping slows tokens, the kernel kills. */
final class MemoryLeak implements Scenario {
  private final double rate;

  MemoryLeak(RandomGenerator random) {
    rate = 0.5 / (60 * random.nextDouble(10, 35));
  }

  @Override
  public boolean apply(NodeState state, long second) {
    state.hostMemory += rate * second;
    state.interToken *= 1 + Math.max(0, state.hostMemory - 0.9) * 10;
    return state.hostMemory >= 0.98;
  }
}
