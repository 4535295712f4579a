package io.ollamamax.sim.faults;

/** {@code gpu-hang}: tags answer, no token comes any more. */
final class GpuHang implements Scenario {
  private static final double CERTAIN = 20;

  @Override
  public boolean apply(NodeState state, long second) {
    state.silence = Math.max(state.silence, (double) second);
    state.queue += second / 5.0;
    state.utilisation = 1;
    return second >= CERTAIN;
  }
}
