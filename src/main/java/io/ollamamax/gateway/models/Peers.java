package io.ollamamax.gateway.models;

import io.ollamamax.cluster.ModelName;
import io.ollamamax.cluster.NodeView;
import java.io.IOException;

/** How a node gets a model from another node. */
@FunctionalInterface
public interface Peers {
  /**
   * Has a node's model offered to another node. Blocks.
   *
   * @param digest that it must have
   * @throws IOException in words for a person, where it cannot be offered
   */
  Offer offer(NodeView source, ModelName model, String digest, NodeView target) throws IOException;

  /** A model that can be pulled until this is closed. */
  interface Offer extends AutoCloseable {
    /** The name to pull, without TLS. */
    String name();

    @Override
    void close();
  }
}
