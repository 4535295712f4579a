package io.ollamamax.sim.healing;

import io.ollamamax.cluster.Fault;
import io.ollamamax.cluster.ModelName;
import io.ollamamax.cluster.NodeId;
import io.ollamamax.sim.faults.NodeState;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Plain detectors: what a node shows, smoothed, against fixed bounds. They know no family. */
final class Symptoms {
  private static final double FAST = 0.4;
  private static final double SLOW = 0.03;
  private static final double CERTAIN = 0.95;

  private final NodeId id;
  private final ModelName model;
  private final double usualInterToken;
  private double slower = 1;
  private double errors;
  private double queue;
  private double silence;
  private double memory;
  private double gpuMemory;
  private double memoryBefore;
  private double gpuMemoryBefore;
  private int stuckUnloads;
  private boolean answers = true;
  private boolean first = true;

  Symptoms(NodeId id, ModelName model, double usualInterToken) {
    this.id = id;
    this.model = model;
    this.usualInterToken = usualInterToken;
  }

  void see(NodeState state, boolean unreachable) {
    answers = state.up && !unreachable;
    if (!answers) {
      first = true; // what it did before says nothing of what comes
      silence = 0;
      stuckUnloads = 0;
      return;
    }
    double share = first ? 1 : FAST;
    slower += share * (state.interToken / (2 * usualInterToken) - slower);
    errors += share * (state.errors - errors);
    queue += share * (state.queue - queue);
    memory += share * (state.hostMemory - memory);
    gpuMemory += share * (state.gpuMemory - gpuMemory);
    memoryBefore += (first ? 1 : SLOW) * (state.hostMemory - memoryBefore);
    gpuMemoryBefore += (first ? 1 : SLOW) * (state.gpuMemory - gpuMemoryBefore);
    silence = state.silence;
    stuckUnloads = state.stuckUnloads;
    first = false;
  }

  /**
   * What is found.
   *
   * @param dead whether its process is known to be gone
   */
  List<Fault> faults(boolean dead, Instant now) {
    List<Fault> found = new ArrayList<>();
    if (!answers) {
      found.add(new Fault.NodeDown(id, dead ? 1 : 0.9, dead ? "its process is gone" : "no answer"));
      return found;
    }
    if (silence > 20) {
      found.add(new Fault.StuckModel(id, model, 0.9, "no token for 20 s"));
    } else if (stuckUnloads > 0) {
      found.add(new Fault.StuckModel(id, model, 0.75, "it does not unload"));
    }
    if (slower > 1.5) {
      degraded(found, "token_rate", 1 - 1 / slower);
    }
    if (errors > 0.15) {
      degraded(found, "error_share", 0.5 + errors);
    }
    if (queue > 10) {
      pressure(found, Fault.Resource.PROCESSOR, 0.4 + queue / 60);
    }
    memory(found, Fault.Resource.MEMORY, memory, memoryBefore, now);
    memory(found, Fault.Resource.VRAM, gpuMemory, gpuMemoryBefore, now);
    return found;
  }

  private void memory(
      List<Fault> found, Fault.Resource resource, double share, double before, Instant now) {
    if (share > 0.88) {
      pressure(found, resource, (share - 0.8) / 0.18);
    } else if (share > 0.78 && share - before > 0.03) {
      found.add(
          new Fault.PredictedFailure(
              id, resource + "_exhausted", 0.85, now.plusSeconds(300), "it fills"));
    }
  }

  private void degraded(List<Fault> found, String metric, double severity) {
    found.add(
        new Fault.NodeDegraded(
            id, Optional.of(model), metric, Math.min(CERTAIN, severity), "worse than usual"));
  }

  private void pressure(List<Fault> found, Fault.Resource resource, double severity) {
    found.add(
        new Fault.ResourcePressure(id, resource, Math.min(CERTAIN, severity), "nearly used up"));
  }
}
