package io.ollamamax.request;

import io.ollamamax.cluster.NodeId;
import io.ollamamax.cluster.NodeView;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** The account of one request's tries: where it was, what they cost, what the nodes' loads say. */
final class Tries {
  private static final long LONGEST_REST = 60_000_000_000L;

  private final RequestSpec spec;
  private final Shared shared;
  private final Policy policy;
  private final Map<NodeId, Long> tried = new HashMap<>();
  private final Set<NodeId> died = new HashSet<>();
  private final List<NodeId> visited = new ArrayList<>();
  private @Nullable NodeView node;
  private boolean nodeTrial;
  private boolean modelTrial;
  private boolean owesBudget;
  private boolean holdsBudget;
  private int counted;
  private int rounds;
  private boolean lastWaited;

  Tries(RequestSpec spec, Shared shared, Policy policy) {
    this.spec = spec;
    this.shared = shared;
    this.policy = policy;
  }

  /** Nodes that were sent the request, in order. */
  List<NodeId> visited() {
    return visited;
  }

  /**
   * Nodes at which it failed since the last delivered token; without those where another request
   * has succeeded since, which are well again.
   */
  Set<NodeId> tried() {
    tried.entrySet().removeIf(one -> succeededSince(one.getKey(), one.getValue()));
    return tried.keySet();
  }

  private boolean succeededSince(NodeId id, long failed) {
    long success = shared.loads().of(id).of(spec.model()).lastSuccess();
    return success != Long.MIN_VALUE && success - failed > 0;
  }

  /** Nodes that were left because they seemed dead. */
  int deaths() {
    return died.size();
  }

  /** Further tries since the last delivered token. */
  int counted() {
    return counted;
  }

  /**
   * Whether only the last try is left and has not been waited for. It is not spent at once, since
   * by and by others show where it will succeed.
   */
  boolean waitsForLast() {
    boolean waits = counted > 0 && counted == policy.retryAttempts() && !lastWaited;
    lastWaited |= waits;
    return waits;
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

  void start(NodeView target, long now) {
    node = target;
    visited.add(target.id());
    NodeLoad load = shared.loads().of(target.id());
    load.started();
    if (policy.breaks()) {
      nodeTrial = load.breaker().start(now, policy.breaker());
      modelTrial = load.of(spec.model()).breaker().start(now, policy.breaker());
    }
  }

  /** The node is no longer worked at, without a word on how it did. */
  void release() {
    if (node != null) {
      NodeLoad load = shared.loads().of(node.id());
      load.breaker().released(nodeTrial);
      load.of(spec.model()).breaker().released(modelTrial);
      letGo(load);
    }
    giveBudgetBack();
  }

  /** The node gave its whole answer. */
  void succeeded(long now, long nanosPerToken) {
    if (node != null) {
      NodeId id = node.id();
      NodeLoad load = shared.loads().of(id);
      ModelLoad model = load.of(spec.model());
      load.succeeded();
      model.succeeded(now, nanosPerToken);
      if (policy.breaks()) {
        if (load.breaker().succeeded(now, policy.breaker(), nodeTrial)) {
          load.ready(now);
          shared.observer().breaker(id, null, load.breaker().state());
        }
        if (model.breaker().succeeded(now, policy.breaker(), modelTrial)) {
          load.ready(now);
          shared.observer().breaker(id, spec.model(), model.breaker().state());
        }
      }
      letGo(load);
    }
    giveBudgetBack();
  }

  /**
   * The node failed.
   *
   * @param innocent whether the request is the cause, so that nobody is blamed
   * @param retryAfter how long the node asked to be left alone, in nanoseconds; 0 where it did not
   */
  void failed(Failure failure, long now, boolean innocent, long retryAfter) {
    if (node == null) {
      return;
    }
    NodeId id = node.id();
    NodeLoad load = shared.loads().of(id);
    if (failure == Failure.WRONG_NODE) {
      load.of(spec.model()).missing(now);
    } else if (failure == Failure.BUSY) {
      load.busy(now, Math.min(retryAfter, LONGEST_REST));
    } else if (!innocent && failure != Failure.NOT_LOADED) {
      load.rest(now);
    }
    if (!innocent) {
      load.of(spec.model()).failed();
    }
    blame(innocent ? Failure.Blame.NOBODY : failure.blame(), load, now);
    letGo(load);
    giveBudgetBack();
    tried.put(id, now);
    boolean free = failure == Failure.WRONG_NODE || (failure.death() && died.add(id));
    owesBudget = !free;
    if (failure.counted() && !(failure.death() && free)) {
      counted++;
    }
  }

  private void blame(Failure.Blame whom, NodeLoad load, long now) {
    Breaker node = load.breaker();
    Breaker model = load.of(spec.model()).breaker();
    if (whom == Failure.Blame.NODE && policy.breaks()) {
      if (node.failed(now, policy.breaker(), nodeTrial)) {
        tell(null, node);
      }
    } else {
      node.released(nodeTrial);
    }
    if (whom == Failure.Blame.MODEL && policy.breaks()) {
      if (model.failed(now, policy.breaker(), modelTrial)) {
        tell(spec.model(), model);
      }
    } else {
      model.released(modelTrial);
    }
  }

  private void tell(io.ollamamax.cluster.@Nullable ModelName model, Breaker breaker) {
    if (node != null) {
      shared.observer().breaker(node.id(), model, breaker.state());
    }
  }

  private void letGo(NodeLoad load) {
    load.ended();
    node = null;
    nodeTrial = false;
    modelTrial = false;
  }

  private void giveBudgetBack() {
    if (holdsBudget) {
      holdsBudget = false;
      shared.budget().giveBack();
    }
  }

  /** A token was delivered: what failed before it is forgiven. */
  void delivered() {
    if (counted > 0 || rounds > 0 || !tried.isEmpty()) {
      counted = 0;
      lastWaited = false;
      rounds = 0;
      tried.clear();
    }
  }
}
