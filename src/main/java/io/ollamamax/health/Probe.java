package io.ollamamax.health;

import io.ollamamax.cluster.NodeView;
import java.util.function.Consumer;

/** Asks a node how it is, elsewhere and with a deadline; never loads a model. */
@FunctionalInterface
public interface Probe {
  /** Starts the probe; the result comes exactly once, on any thread. */
  void start(NodeView node, Consumer<ProbeResult> result);
}
