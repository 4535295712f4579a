package io.ollamamax.sim.faults;

import java.util.random.RandomGenerator;

/** Much more load for some minutes; the node copes. */
final class BenignBurst implements Scenario {
  private final double length;
  private final double height;

  BenignBurst(RandomGenerator random) {
    length = 60 * random.nextDouble(1, 7);
    height = random.nextDouble(0.3, 0.8);
  }

  @Override
  public double extraLoad(long second) {
    return second < length ? height * Math.sin(Math.PI * second / length) : 0;
  }

  @Override
  public boolean apply(NodeState state, long second) {
    return false;
  }
}
