package io.ollamamax.sim.faults;

import java.util.random.RandomGenerator;

/** {@code slow-leak} in VRAM, a little with each request, until {@code oom-load}. */
final class VramCreep implements Scenario {
  private final RandomGenerator random;
  private final double piece;
  private double leaked;

  VramCreep(RandomGenerator random) {
    this.random = random;
    piece = 0.35 / (60 * random.nextDouble(10, 30)) * 20;
  }

  @Override
  public boolean apply(NodeState state, long second) {
    if (random.nextDouble() < 1 / 20.0) {
      leaked += piece * random.nextDouble(0.5, 1.5);
    }
    state.gpuMemory += leaked;
    return state.gpuMemory >= 0.98;
  }
}
