package io.ollamamax.sim.prediction;

import io.ollamamax.prediction.Metric;
import io.ollamamax.prediction.NodeSample;
import io.ollamamax.sim.faults.NodeState;
import java.time.Instant;

/** A simulated node's state as a gateway and an agent would tell it. */
public final class Telemetry {
  private Telemetry() {}

  /** A node that probes do not reach, or whose service is gone; nothing else is known of it. */
  public static NodeSample silent(Instant at) {
    return NodeSample.at(at).set(Metric.ANSWERS, 0).build();
  }

  /**
   * All that is known of a node.
   *
   * @param agent whether an agent tells of the host
   */
  public static NodeSample of(NodeState state, Instant at, boolean agent) {
    NodeSample.Builder sample = NodeSample.at(at).set(Metric.ANSWERS, state.up ? 1 : 0);
    sample.set(Metric.RESTARTS, state.restarts);
    if (state.up) {
      sample
          .set(Metric.FIRST_TOKEN, state.firstToken)
          .set(Metric.INTER_TOKEN, state.interToken)
          .set(Metric.TOKEN_RATE, 1 / state.interToken)
          .set(Metric.QUEUE, state.queue)
          .set(Metric.ERRORS, state.errors)
          .set(Metric.SILENCE, state.silence)
          .set(Metric.LOADS, state.loads)
          .set(Metric.STUCK_UNLOADS, state.stuckUnloads)
          .set(Metric.GPU_MEMORY, share(state.gpuMemory));
    }
    if (agent) {
      sample
          .set(Metric.HOST_MEMORY, share(state.hostMemory))
          .set(Metric.CPU, share(state.cpu))
          .set(Metric.DISK, share(state.disk))
          .set(Metric.GPU_TEMPERATURE, state.temperature)
          .set(Metric.GPU_UTILISATION, share(state.utilisation));
    }
    return sample.build();
  }

  private static double share(double value) {
    return Math.max(0, Math.min(1, value));
  }
}
