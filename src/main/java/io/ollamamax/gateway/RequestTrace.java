package io.ollamamax.gateway;

import io.ollamamax.cluster.NodeId;
import io.ollamamax.request.Tracing.Span;
import org.jspecify.annotations.Nullable;

/**
 * The trace of one request: a span for it, in it one for each attempt at a node, in that one for
 * each exchange with the node. On the client's event loop.
 */
final class RequestTrace {
  private final Span request;
  private @Nullable NodeId at;
  private Span attempt = Span.NONE;
  private Span leg = Span.NONE;

  RequestTrace(Span request) {
    this.request = request;
  }

  /** An exchange begins; gives the context that the node is sent. */
  String begin(NodeId node, String what) {
    leg.end("");
    if (!node.equals(at)) {
      attempt.end("");
      at = node;
      attempt = request.child("attempt", node.value());
    }
    leg = attempt.child(what, node.value());
    return leg.traceparent();
  }

  /** The exchange ended; with an error the attempt has ended too. */
  void ended(String error) {
    leg.end(error);
    leg = Span.NONE;
    if (!error.isEmpty()) {
      attempt.end(error);
      attempt = Span.NONE;
      at = null;
    }
  }

  /** The request is over. */
  void over(String error) {
    leg.end("");
    attempt.end("");
    leg = Span.NONE;
    attempt = Span.NONE;
    request.end(error);
  }
}
