package io.ollamamax.healing;

import io.ollamamax.cluster.ModelName;
import io.ollamamax.cluster.NodeId;

/** What healing may change of the way requests take. Called on the control thread; never blocks. */
public interface Traffic {
  /** The node gets this share of its usual requests, above 0 to 1. */
  void weight(NodeId node, double share);

  /** The node gets at most so many requests at once; {@link Integer#MAX_VALUE} for no limit. */
  void admit(NodeId node, int most);

  /** Whether the node gets requests for the model. */
  void serve(NodeId node, ModelName model, boolean whether);

  /** The node gets nothing new until it is released; it is shown with the reason. */
  void hold(NodeId node, String reason);

  /** The node gets requests again, unless a person holds it. */
  void release(NodeId node);

  /** The answers that the node gives now go on at other nodes. */
  void moveStreams(NodeId node);

  /** A node that has the model loads it, so that it is ready when requests come. */
  void promote(ModelName model, NodeId node);

  /** A node in reserve begins to serve. */
  void join(NodeId standby);

  /** A node that joined goes back into reserve; it has ended its answers. */
  void retire(NodeId extra);
}
