package io.ollamamax.request;

import io.ollamamax.cluster.ModelName;
import io.ollamamax.cluster.ModelRoute;
import io.ollamamax.cluster.NodeId;
import io.ollamamax.cluster.NodeView;
import java.util.List;

/**
 * Whether what others have met at a node says that a request waits there in vain for its first
 * token. Alone it cannot know: a long prefill and a hang look alike.
 *
 * <p>A node is in doubt while its breaker or the model's is not closed, or probes find that it does
 * not serve, and no line comes from the model there for anybody. It is left only for another node,
 * and with twice the patience after each of the first three that were left: what is slow everywhere
 * is no hang.
 */
final class Doubt {
  private static final int FACTOR = 3;
  private static final int MAX_DOUBLINGS = 3;

  private final ModelName model;
  private final NodeId node;
  private final Shared shared;
  private final Policy policy;
  private final int left;

  /**
   * @param left nodes that the request has left so far because they seemed dead
   */
  Doubt(ModelName model, NodeId node, Shared shared, Policy policy, int left) {
    this.model = model;
    this.node = node;
    this.shared = shared;
    this.policy = policy;
    this.left = left;
  }

  /**
   * Until when to wait, in monotonic nanoseconds.
   *
   * @param since when the wait began
   * @param loads whether the node loads the model, which says nothing of its breakers
   * @param otherwise until when to wait where there is no doubt
   */
  long patientUntil(long since, boolean loads, long otherwise) {
    if (!policy.breaks()) {
      return otherwise;
    }
    NodeLoad load = shared.loads().of(node);
    ModelLoad seen = load.of(model);
    long patience =
        Math.max(policy.stallMin(), FACTOR * seen.firstToken()) << Math.min(left, MAX_DOUBLINGS);
    long sign = seen.lastSign();
    long from = sign == Long.MIN_VALUE || sign - since < 0 ? since : sign;
    long until = from + patience;
    if (until - otherwise >= 0 || shared.time().nanos() - until < 0) {
      return otherwise; // there is time to ask
    }
    boolean failing = !loads && !load.closed(model);
    ModelRoute route = shared.routes().get().route(model);
    return route != null && (failing || !serves(route)) && another(route) ? until : otherwise;
  }

  private boolean serves(ModelRoute route) {
    return holds(route.loaded()) || holds(route.present());
  }

  private boolean holds(List<NodeView> nodes) {
    return nodes.stream().anyMatch(one -> one.id().equals(node));
  }

  private boolean another(ModelRoute route) {
    return fit(route.loaded()) || fit(route.present());
  }

  private boolean fit(List<NodeView> nodes) {
    return nodes.stream().anyMatch(one -> !one.id().equals(node) && fit(one.id()));
  }

  /** Whether nothing speaks against the other node, or lines come from it all the same. */
  private boolean fit(NodeId other) {
    NodeLoad load = shared.loads().of(other);
    long sign = load.of(model).lastSign();
    return load.closed(model)
        || (sign != Long.MIN_VALUE && shared.time().nanos() - sign < policy.stallMin());
  }
}
