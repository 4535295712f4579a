package io.ollamamax.sim.faults;

import java.util.random.RandomGenerator;

/** The morning: load and all that follows it rise for half an hour and fall again. */
final class DailyRhythm implements Scenario {
  private final double length;
  private final double height;

  DailyRhythm(RandomGenerator random) {
    length = 60 * random.nextDouble(40, 70);
    height = random.nextDouble(0.2, 0.5);
  }

  @Override
  public double extraLoad(long second) {
    return height * (1 - Math.cos(2 * Math.PI * second / length)) / 2;
  }

  @Override
  public boolean apply(NodeState state, long second) {
    double more = extraLoad(second);
    state.hostMemory += 0.3 * more;
    state.temperature += 12 * more;
    return false;
  }
}
