package io.ollamamax.sim.faults;

import java.util.random.RandomGenerator;

/** {@code silent-queue}: more comes than is served, until nobody waits for a first token. */
final class QueueGrowth implements Scenario {
  private final double rate;

  QueueGrowth(RandomGenerator random) {
    rate = 60 / (60 * random.nextDouble(8, 20));
  }

  @Override
  public boolean apply(NodeState state, long second) {
    double waiting = rate * second;
    state.queue += waiting;
    state.firstToken += 0.5 * waiting;
    state.utilisation = Math.max(state.utilisation, 0.9);
    return waiting >= 60;
  }
}
