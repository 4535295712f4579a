package io.ollamamax.sim.faults;

import java.util.random.RandomGenerator;

/** {@code cpu-fallback}: tokens come many times slower, so that a queue builds up. */
final class GpuLost implements Scenario {
  private final double slower;
  private final double rate;

  GpuLost(RandomGenerator random) {
    slower = random.nextDouble(10, 40);
    rate = 30 / (60 * random.nextDouble(5, 9));
  }

  @Override
  public boolean apply(NodeState state, long second) {
    state.interToken *= slower;
    state.firstToken = 3 * state.firstToken + rate * second;
    state.queue += 1.5 * rate * second;
    state.utilisation *= 0.05;
    state.gpuMemory *= 0.1;
    state.cpu = 0.95;
    return rate * second >= 30;
  }
}
