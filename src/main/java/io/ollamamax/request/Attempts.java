package io.ollamamax.request;

import io.ollamamax.cluster.NodeId;
import io.ollamamax.cluster.NodeView;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** The account of one request's tries: where it was, what they cost, what the nodes' loads say. */
final class Attempts {
  private final Shared shared;
  private final Set<NodeId> tried = new HashSet<>();
  private final Set<NodeId> died = new HashSet<>();
  private final List<NodeId> visited = new ArrayList<>();
  private @Nullable NodeView node;
  private boolean owesBudget;
  private boolean holdsBudget;
  private int counted;
  private int rounds;

  Attempts(Shared shared) {
    this.shared = shared;
  }

  /** Nodes that were sent the request, in order. */
  List<NodeId> visited() {
    return visited;
  }

  Set<NodeId> tried() {
    return tried;
  }

  /** Further tries since the last delivered token. */
  int counted() {
    return counted;
  }

  /** Waits since the last delivered token, for the back-off. */
  int nextRound() {
    tried.clear();
    return rounds++;
  }

  /** Pays for the next try if it must be paid for; false where the budget is spent. */
  boolean pay() {
    if (owesBudget && !holdsBudget) {
      holdsBudget = shared.budget().tryTake();
      return holdsBudget;
    }
    return true;
  }

  void start(NodeView target) {
    node = target;
    visited.add(target.id());
    shared.loads().of(target.id()).started();
  }

  /** The node is no longer worked at, without a word on how it did. */
  void release() {
    if (node != null) {
      shared.loads().of(node.id()).ended();
      node = null;
    }
    if (holdsBudget) {
      holdsBudget = false;
      shared.budget().giveBack();
    }
  }

  void failed(Failure failure, long now) {
    if (node == null) {
      return;
    }
    NodeId id = node.id();
    release();
    tried.add(id);
    if (failure.blamed()) {
      shared.loads().of(id).failed(now);
    }
    boolean free = failure == Failure.WRONG_NODE || (failure.death() && died.add(id));
    owesBudget = !free;
    if (failure.counted() && !(failure.death() && free)) {
      counted++;
    }
  }

  /** A token was delivered: what failed before it is forgiven. */
  void delivered() {
    if (counted > 0 || rounds > 0 || !tried.isEmpty()) {
      counted = 0;
      rounds = 0;
      tried.clear();
    }
  }
}
