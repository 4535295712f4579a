package io.ollamamax.sim.faults;

import java.util.random.RandomGenerator;

/** Another model is loaded: VRAM jumps, one first token is late, tokens come at another rate. */
final class ModelSwap implements Scenario {
  private final double jump;
  private final double loading;
  private final double pace;

  ModelSwap(RandomGenerator random) {
    jump = random.nextDouble(-0.3, 0.2);
    loading = random.nextDouble(5, 40);
    pace = random.nextDouble(0.4, 2.5);
  }

  @Override
  public boolean apply(NodeState state, long second) {
    if (second == 0) {
      state.loads = 1;
    }
    if (second < loading) {
      state.firstToken += loading - second;
      state.queue += 2;
      state.silence += second;
      state.gpuMemory += jump * second / loading;
    } else {
      state.gpuMemory += jump;
      state.interToken *= pace;
    }
    return false;
  }
}
