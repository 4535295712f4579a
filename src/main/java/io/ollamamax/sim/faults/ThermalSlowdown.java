package io.ollamamax.sim.faults;

import java.util.random.RandomGenerator;

/** A fan fails: the GPU heats up, throttles from 83 degrees on and falls off the bus at 95. */
final class ThermalSlowdown implements Scenario {
  private final double rate;

  ThermalSlowdown(RandomGenerator random) {
    rate = 35 / (60 * random.nextDouble(8, 22));
  }

  @Override
  public boolean apply(NodeState state, long second) {
    state.temperature += rate * second;
    state.interToken *= 1 + Math.max(0, state.temperature - 83) / 5;
    return state.temperature >= 95;
  }
}
