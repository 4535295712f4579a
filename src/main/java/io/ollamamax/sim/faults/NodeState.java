package io.ollamamax.sim.faults;

/**
 * A node in one second, while the simulation works on it. Shares are 0 to 1, times in seconds, the
 * temperature in degrees; counts are of that second.
 */
public final class NodeState {
  public double hostMemory;
  public double cpu;
  public double disk;
  public double gpuMemory;
  public double temperature;
  public double utilisation;
  public double firstToken;
  public double interToken;
  public double queue;
  public double errors;
  public double silence;
  public int loads;
  public int restarts;
  public int stuckUnloads;
  public boolean up = true;
}
