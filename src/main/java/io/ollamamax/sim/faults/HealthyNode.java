package io.ollamamax.sim.faults;

import java.util.random.RandomGenerator;

/** A node that is well: its load wanders, and everything else follows it with some noise. */
public final class HealthyNode {
  private final RandomGenerator random;
  private final double usualLoad;
  private final double memory;
  private final double gpuMemory;
  private final double disk;
  private final double firstToken;
  private final double interToken;
  private final double loadsEach;
  private double wandering;
  private double temperature;

  public HealthyNode(RandomGenerator random) {
    this.random = random;
    usualLoad = random.nextDouble(0.2, 0.6);
    memory = random.nextDouble(0.3, 0.6);
    gpuMemory = random.nextDouble(0.45, 0.75);
    disk = random.nextDouble(0.3, 0.7);
    firstToken = random.nextDouble(0.15, 0.6);
    interToken = random.nextDouble(0.012, 0.04);
    loadsEach = random.nextDouble(300, 1800);
    temperature = 50 + 25 * usualLoad;
  }

  /**
   * The next second.
   *
   * @param extraLoad of the whole fleet or of a fault; 0 is usual
   */
  public NodeState next(double extraLoad) {
    wandering = 0.995 * wandering + 0.006 * random.nextGaussian();
    double load = Math.max(0.02, usualLoad + wandering + extraLoad);
    double busy = Math.min(0.97, load);
    temperature += 0.02 * (50 + 25 * busy - temperature) + 0.1 * random.nextGaussian();
    NodeState state = new NodeState();
    state.hostMemory = memory + 0.03 * busy + 0.003 * random.nextGaussian();
    state.cpu = 0.1 + 0.3 * busy + 0.03 * random.nextGaussian();
    state.disk = disk + 0.001 * random.nextGaussian();
    state.gpuMemory = gpuMemory + 0.04 * busy + 0.003 * random.nextGaussian();
    state.temperature = temperature;
    state.utilisation = busy + 0.05 * random.nextGaussian();
    state.queue = Math.max(0, 3 * load * load + Math.max(0, load - 0.9) * 20 + noise(0.5));
    state.firstToken = firstToken * (1 + busy + 0.3 * state.queue) * Math.exp(noise(0.25));
    state.interToken = interToken * (1 + busy) * Math.exp(noise(0.08));
    state.errors = random.nextDouble() < 0.01 ? random.nextDouble(0.02, 0.2) : 0;
    state.silence = random.nextDouble(0, 1.5);
    if (random.nextDouble() < 1 / loadsEach) {
      state.loads = 1;
      state.firstToken += random.nextDouble(2, 8);
    }
    return state;
  }

  /** The load that it usually has, as a share of what it can do. */
  public double usualLoad() {
    return usualLoad;
  }

  /** Seconds between two tokens when it has nothing else to do. */
  public double usualInterToken() {
    return interToken;
  }

  private double noise(double deviation) {
    return deviation * random.nextGaussian();
  }
}
