package io.ollamamax.request;

import io.ollamamax.cluster.ModelName;
import io.ollamamax.cluster.NodeView;

/**
 * What a flow asks of the outside; the gateway does it on an event loop, the simulation in virtual
 * time. None of these calls the flow back before it returns.
 */
public interface Effects {
  /**
   * Sends a request to a node. With status 200 and {@code lines}, its lines come by {@link
   * RequestFlow#onLine} and its end by {@link RequestFlow#onEnd}; anything else comes whole by
   * {@link RequestFlow#onReply}. A broken connection comes by {@link RequestFlow#onBroken}.
   *
   * @param leg number that comes back with each event of this exchange
   */
  void send(int leg, NodeView node, String method, String path, byte[] body, boolean lines);

  /** Drops an exchange; nothing more comes of it. */
  void abort(int leg);

  /**
   * Makes the node load a model by a load that goes on whatever becomes of this request, joining
   * one that is under way; then {@link RequestFlow#onLoaded}.
   *
   * @return whether this request started the load
   */
  boolean load(int leg, NodeView node, ModelName model, String path, byte[] body);

  /** Sets the one timer, replacing what it was set to; then {@link RequestFlow#onTimer}. */
  void wake(long afterNanos);

  /**
   * Starts a streamed answer to the client.
   *
   * @param spec the request as it is served: of another model than asked for where that fell back
   */
  void begin(NodeView servedBy, RequestSpec spec);

  /** Gives the client one whole line; the line feed is included. */
  void write(byte[] line);

  /** Ends a streamed answer properly. */
  void end();

  /** Ends a streamed answer by an error line and a reset. */
  void breakOff(byte[] errorLine);

  /**
   * Gives the client its whole answer.
   *
   * @param servedBy the id of the node, or empty
   * @param retryAfter seconds, or 0 for no such header
   */
  void respond(int status, byte[] body, String servedBy, RequestSpec spec, int retryAfter);
}
