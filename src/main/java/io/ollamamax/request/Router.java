package io.ollamamax.request;

import io.ollamamax.cluster.ModelRoute;
import io.ollamamax.cluster.NodeId;
import io.ollamamax.cluster.NodeView;
import java.util.List;
import java.util.Set;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/**
 * Chooses a node: the better of two drawn from those that hold the model in memory, against one
 * that would have to load it; nodes that failed just now only when nothing else is left, nodes that
 * do not serve last of all. Constant work whatever the number of nodes, while most of them are fit.
 */
public final class Router {
  private static final long LOAD_TIME = 10_000_000_000L;
  private static final long UNKNOWN_FIRST_TOKEN = 100_000_000L;
  private static final long UNKNOWN_GAP = 20_000_000L;
  private static final int TYPICAL_TOKENS = 100;

  private final NodeLoads loads;
  private final RandomGenerator random;

  public Router(NodeLoads loads, RandomGenerator random) {
    this.loads = loads;
    this.random = random;
  }

  /** A node that is not in {@code tried}, or null where none is left. */
  public @Nullable NodeView choose(ModelRoute route, Set<NodeId> tried, long now) {
    NodeView best = better(drawTwo(route.loaded(), tried, now, false), null, false);
    best = better(draw(route.present(), tried, now, false, null), best, true);
    if (best == null) {
      best = better(drawTwo(route.loaded(), tried, now, true), null, false);
      best = better(draw(route.present(), tried, now, true, null), best, true);
    }
    return best != null ? best : draw(route.rest(), tried, now, true, null);
  }

  private @Nullable NodeView drawTwo(
      List<NodeView> tier, Set<NodeId> tried, long now, boolean failedToo) {
    NodeView first = draw(tier, tried, now, failedToo, null);
    if (first == null) {
      return null;
    }
    NodeView second = draw(tier, tried, now, failedToo, first);
    return second != null && cost(second) < cost(first) ? second : first;
  }

  private @Nullable NodeView draw(
      List<NodeView> tier,
      Set<NodeId> tried,
      long now,
      boolean failedToo,
      @Nullable NodeView other) {
    int size = tier.size();
    if (size == 0) {
      return null;
    }
    int start = random.nextInt(size);
    for (int i = 0; i < size; i++) {
      NodeView node = tier.get((start + i) % size);
      if ((other == null || !node.id().equals(other.id()))
          && !tried.contains(node.id())
          && (failedToo || !loads.of(node.id()).avoided(now))) {
        return node;
      }
    }
    return null;
  }

  private @Nullable NodeView better(
      @Nullable NodeView one, @Nullable NodeView two, boolean oneMustLoad) {
    if (one == null || two == null) {
      return one != null ? one : two;
    }
    return cost(one) + (oneMustLoad ? LOAD_TIME : 0) < cost(two) ? one : two;
  }

  /** Expected nanoseconds until a request sent now would be answered. */
  private long cost(NodeView node) {
    NodeLoad load = loads.of(node.id());
    long first = load.firstToken() == 0 ? UNKNOWN_FIRST_TOKEN : load.firstToken();
    long gap = load.tokenGap() == 0 ? UNKNOWN_GAP : load.tokenGap();
    return (load.inFlight() + 1) * (first + TYPICAL_TOKENS * gap);
  }
}
