package io.ollamamax.request;

import io.ollamamax.cluster.ModelName;
import io.ollamamax.cluster.ModelRoute;
import io.ollamamax.cluster.NodeId;
import io.ollamamax.cluster.NodeStatus;
import io.ollamamax.cluster.NodeView;
import java.util.List;
import java.util.Set;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/**
 * Chooses a node: the better of two drawn from those that hold the model in memory, against one
 * that would have to load it. Nodes that failed just now or whose breaker is open come only when
 * nothing else is left, or, where too few are fit, when even they would be faster; nodes that do
 * not serve come last of all. Constant work whatever the number of nodes, while most of them are
 * fit.
 */
public final class Router {
  private static final long LOAD_TIME = 10_000_000_000L;
  private static final long FAULT_TIME = 10_000_000_000L;
  private static final long UNKNOWN_FIRST_TOKEN = 100_000_000L;
  private static final long UNKNOWN_GAP = 20_000_000L;
  private static final int TYPICAL_TOKENS = 100;
  private static final int SAMPLE = 16;
  private static final int DEGRADED_FACTOR = 4;
  private static final int SLOWEST_START = 10;

  private final NodeLoads loads;
  private final RandomGenerator random;

  public Router(NodeLoads loads, RandomGenerator random) {
    this.loads = loads;
    this.random = random;
  }

  /**
   * A node that is not in {@code tried}, or null where none may be asked now.
   *
   * @param again whether the request failed somewhere already, so that it takes no more risks
   */
  public @Nullable NodeView choose(
      ModelRoute route, Set<NodeId> tried, boolean again, long now, Policy policy) {
    return new Choice(route, tried, now, policy).make(again);
  }

  /** When a client that got no answer may come again: the least time that a node asked for. */
  int retryAfterSeconds(ModelRoute route, long now) {
    long least = Long.MAX_VALUE;
    for (NodeView node : route.loaded()) {
      least = Math.min(least, loads.of(node.id()).busyFor(now));
    }
    for (NodeView node : route.present()) {
      least = Math.min(least, loads.of(node.id()).busyFor(now));
    }
    return least == Long.MAX_VALUE || least <= 0 ? 1 : (int) Math.ceilDiv(least, 1_000_000_000L);
  }

  /** Why a node may be drawn. */
  private enum Draw {
    /** Nothing speaks against it: its last request succeeded, and its breakers are closed. */
    SURE,
    /** Its breakers let the request through, perhaps as a trial. */
    FIT,
    /** Its breaker is open, but it has no more than its trials to do. */
    EJECTED,
    /** Anything that did not ask to be left alone. */
    ANY
  }

  private final class Choice {
    private final ModelRoute route;
    private final ModelName model;
    private final Set<NodeId> tried;
    private final long now;
    private final Policy policy;

    Choice(ModelRoute route, Set<NodeId> tried, long now, Policy policy) {
      this.route = route;
      this.model = route.model();
      this.tried = tried;
      this.now = now;
      this.policy = policy;
    }

    @Nullable NodeView make(boolean again) {
      if (!policy.enabled()) {
        NodeView one = better(drawTwo(route.loaded(), Draw.ANY), null, 0);
        return one != null ? one : drawTwo(route.present(), Draw.ANY);
      }
      NodeView best = again ? best(Draw.SURE) : null;
      best = best != null ? best : best(Draw.FIT);
      if (best == null) {
        best = best(Draw.ANY);
      } else if (!again && policy.breaks() && panics()) {
        NodeView ejected = draw(route.loaded(), Draw.EJECTED, null);
        best = ejected == null ? best : better(ejected, best, FAULT_TIME);
      }
      return best != null ? best : draw(route.rest(), Draw.ANY, null);
    }

    private @Nullable NodeView best(Draw how) {
      return better(draw(route.present(), how, null), drawTwo(route.loaded(), how), LOAD_TIME);
    }

    private @Nullable NodeView drawTwo(List<NodeView> tier, Draw how) {
      NodeView first = draw(tier, how, null);
      if (first == null) {
        return null;
      }
      return better(draw(tier, how, first), first, 0);
    }

    private @Nullable NodeView draw(List<NodeView> tier, Draw how, @Nullable NodeView other) {
      int size = tier.size();
      if (size == 0) {
        return null;
      }
      int start = random.nextInt(size);
      for (int i = 0; i < size; i++) {
        NodeView node = tier.get((start + i) % size);
        if ((other == null || !other.id().equals(node.id()))
            && !tried.contains(node.id())
            && suits(node, how)) {
          return node;
        }
      }
      return null;
    }

    private boolean suits(NodeView node, Draw how) {
      NodeLoad load = loads.of(node.id());
      if (!policy.enabled()) {
        return true;
      }
      if (load.busy(now)) {
        return false;
      }
      return switch (how) {
        case ANY -> true;
        case SURE -> rested(load) && bounded(load) && closed(load) && !load.of(model).failedLast();
        case FIT -> rested(load) && bounded(load) && permitted(load);
        case EJECTED -> !permitted(load) && load.inFlight() < policy.breaker().trials();
      };
    }

    private boolean rested(NodeLoad load) {
      return !load.rests(now) && !load.of(model).isMissing(now);
    }

    /** Whether the node may be given another request for the model. */
    private boolean bounded(NodeLoad load) {
      Bounds bounds = load.bounds();
      return bounds.free()
          || (load.inFlight() < bounds.most()
              && !bounds.withheld().contains(model)
              && (bounds.share() >= 1 || random.nextDouble() < bounds.share()));
    }

    private boolean closed(NodeLoad load) {
      return !policy.breaks() || load.closed(model);
    }

    private boolean permitted(NodeLoad load) {
      return !policy.breaks()
          || (load.breaker().permits(now, policy.breaker())
              && load.of(model).breaker().permits(now, policy.breaker()));
    }

    /** Whether so few nodes are fit that the others must help; judged by a sample. */
    private boolean panics() {
      int size = route.loaded().size() + route.present().size() + route.rest().size();
      int looked = Math.min(size, SAMPLE);
      int start = size > SAMPLE ? random.nextInt(size) : 0;
      int fit = 0;
      for (int i = 0; i < looked; i++) {
        int at = (start + i) % size;
        if (at < route.loaded().size()) {
          fit += permitted(loads.of(route.loaded().get(at).id())) ? 1 : 0;
        } else if (at < route.loaded().size() + route.present().size()) {
          NodeView node = route.present().get(at - route.loaded().size());
          fit += permitted(loads.of(node.id())) ? 1 : 0;
        }
      }
      return fit < policy.panicThreshold() * looked;
    }

    /** The cheaper one, where the first costs something more. */
    private @Nullable NodeView better(@Nullable NodeView one, @Nullable NodeView two, long more) {
      if (one == null || two == null) {
        return one != null ? one : two;
      }
      return cost(one) + more < cost(two) ? one : two;
    }

    /** Expected nanoseconds until a request sent now would be answered. */
    private long cost(NodeView node) {
      NodeLoad load = loads.of(node.id());
      if (!policy.enabled()) {
        return load.inFlight();
      }
      ModelLoad seen = load.of(model);
      long first = seen.firstToken() == 0 ? UNKNOWN_FIRST_TOKEN : seen.firstToken();
      long gap = seen.tokenGap() == 0 ? UNKNOWN_GAP : seen.tokenGap();
      long cost = (load.inFlight() + 1) * (first + TYPICAL_TOKENS * gap);
      if (node.status() == NodeStatus.DEGRADED) {
        cost *= DEGRADED_FACTOR;
      }
      long since = load.readyFor(now);
      return since >= policy.slowStart()
          ? cost
          : cost * Math.min(SLOWEST_START, policy.slowStart() / Math.max(1, since));
    }
  }
}
