package io.ollamamax.tracking;

import io.ollamamax.cluster.ModelName;
import io.ollamamax.cluster.NodeId;

/**
 * One try of a request at a node; times in nanoseconds, negative where there is nothing to tell.
 *
 * @param at its end, in monotonic nanoseconds
 * @param failed whether the node is to blame for giving no answer
 */
public record Observation(
    long at,
    NodeId node,
    ModelName model,
    boolean failed,
    long firstToken,
    long tokenGap,
    long latency,
    long queued,
    long load) {
  long of(Metric metric) {
    return switch (metric) {
      case FIRST_TOKEN -> firstToken;
      case TOKEN_GAP -> tokenGap;
      case LATENCY -> failed ? -1 : latency;
      case QUEUE -> queued;
      case LOAD -> load > 0 ? load : -1;
    };
  }
}
