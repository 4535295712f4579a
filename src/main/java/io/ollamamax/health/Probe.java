package io.ollamamax.health;

import io.ollamamax.cluster.ModelName;
import io.ollamamax.cluster.NodeView;
import java.time.Duration;
import java.util.function.Consumer;

/** Asks a node how it is, elsewhere and with deadlines; never loads a model. */
public interface Probe {
  /** Starts to ask what the node has; the result comes exactly once, on any thread. */
  void start(NodeView node, Consumer<ProbeResult> result);

  /**
   * Starts to ask a loaded model for one token; the result comes exactly once, on any thread.
   *
   * @param keepAlive how long the model shall stay loaded after it
   * @param patience how long to wait for the token
   */
  void generate(
      NodeView node,
      ModelName model,
      Duration keepAlive,
      Duration patience,
      Consumer<TokenResult> result);
}
