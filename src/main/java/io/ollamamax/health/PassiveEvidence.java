package io.ollamamax.health;

import io.ollamamax.cluster.ModelName;
import io.ollamamax.cluster.NodeId;

/** What requests have shown of the nodes, so that probes need not ask. */
public interface PassiveEvidence {
  /**
   * Whether a request for the model has succeeded on the node since then.
   *
   * @param nanos a moment of the monotonic clock
   */
  boolean servedSince(NodeId node, ModelName model, long nanos);

  /** How many requests the node works on. */
  int inFlight(NodeId node);
}
