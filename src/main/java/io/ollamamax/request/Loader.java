package io.ollamamax.request;

import io.ollamamax.cluster.NodeView;

/** Makes a node load a model, in the gateway's own name. */
@FunctionalInterface
public interface Loader {
  /**
   * Starts a load; it goes on whoever leaves.
   *
   * @param path and body as the node is sent them
   * @param done told once, on any thread
   */
  void start(NodeView node, String path, byte[] body, Done done);

  /** What became of a load. */
  interface Done {
    /**
     * The node's reply.
     *
     * @param status 200 where the model is loaded; 0 where the connection broke
     * @param retryAfter in nanoseconds; 0 where the node did not say
     * @param body the node's reply, or Ollama's error shape
     */
    void loaded(int status, long retryAfter, byte[] body);
  }
}
