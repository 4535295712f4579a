package io.ollamamax.bench.prediction;

import io.ollamamax.cluster.NodeId;
import io.ollamamax.prediction.FailureMode;
import io.ollamamax.prediction.NodeSample;
import java.time.Instant;

/** Something that predicts, over one episode. */
interface Contender {
  void sample(NodeId node, NodeSample sample);

  void tick(Instant now);

  void failed(NodeId node, FailureMode mode, Instant at);

  /** P(failure within the horizon) as it was said at the newest tick. */
  double probability(NodeId node);

  /** Predictions of the node after which no failure came within the horizon. */
  int falseAlarms(NodeId node);

  /** Seconds from the prediction to the failure; NaN where there was none. */
  double lead();
}
