package io.ollamamax.sim.faults;

import java.util.random.RandomGenerator;

/** {@code reload-thrash}: requests in turn reload the model, and the others wait. */
final class ReloadThrash implements Scenario {
  private final RandomGenerator random;
  private final double each;
  private final double rate;

  ReloadThrash(RandomGenerator random) {
    this.random = random;
    each = random.nextDouble(12, 30);
    rate = 30 / (60 * random.nextDouble(6, 14));
  }

  @Override
  public boolean apply(NodeState state, long second) {
    if (random.nextDouble() < 1 / each) {
      state.loads++;
    }
    state.firstToken += random.nextDouble(1, 6) + rate * second;
    state.queue += rate * second;
    return rate * second >= 30;
  }
}
