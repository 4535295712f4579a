package io.ollamamax.request;

import io.ollamamax.cluster.ModelName;
import io.ollamamax.cluster.NodeId;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Is told what became of requests; called on the flow's thread; must not block. */
public interface FlowObserver {
  /**
   * A try at a node is over: it gave the answer or failed. After a failure the request may go on.
   * Tries that end because the request is at fault or its client left are not told.
   *
   * @param detail of the failure, in plain words; empty where there is none
   * @param delivered pieces of the answer that the client has by now
   */
  default void tried(RequestSpec spec, Service service, String detail, int delivered) {}

  /** The way by which a broken stream goes on at another node. */
  default void continued(RequestSpec spec, NodeId node, Way way, int tokens) {}

  /**
   * A breaker opened or closed.
   *
   * @param model null for the breaker of the whole node
   */
  default void breaker(NodeId node, @Nullable ModelName model, Breaker.State state) {}

  /** A load of the gateway's own has ended, or an unload failed. */
  default void loaded(NodeId node, ModelName model, int status, String error) {}

  /** A request is refused from now on, since it crashes every runner. */
  default void deadly(RequestSpec spec, List<NodeId> nodes) {}

  /** The request is over. */
  default void finished(RequestSpec spec, Outcome outcome) {}

  /** How a stream goes on. */
  enum Way {
    RETRY,
    REPLAY,
    RENDERED
  }

  /**
   * How a request ended.
   *
   * @param status as sent to the client; 499 where the client left
   * @param complete whether the client has its whole answer
   * @param nodes that were sent the request, in order
   * @param tokens pieces delivered
   * @param nanos from admission to the end
   * @param firstTokenNanos from admission to the first token; -1 where there was none
   * @param error in plain words, or empty
   */
  record Outcome(
      int status,
      boolean complete,
      List<NodeId> nodes,
      int tokens,
      long nanos,
      long firstTokenNanos,
      String error) {
    public Outcome {
      nodes = List.copyOf(nodes);
    }
  }
}
