package io.ollamamax.prediction;

import io.ollamamax.cluster.NodeId;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.LongAdder;

/**
 * What requests show of nodes, second for second. Tries are told from any thread, at the cost of a
 * few additions; the sum is taken once a second.
 */
public final class RequestEvidence {
  private static final double SECOND = 1e9;

  private static final class Sums {
    final LongAdder tries = new LongAdder();
    final LongAdder failed = new LongAdder();
    final LongAdder firstTokens = new LongAdder();
    final LongAdder firstTokenNanos = new LongAdder();
    final LongAdder gaps = new LongAdder();
    final LongAdder gapNanos = new LongAdder();
    final LongAdder loads = new LongAdder();
  }

  private final Map<NodeId, Sums> nodes = new ConcurrentHashMap<>();

  /**
   * A try at a node ended.
   *
   * @param failed whether the node is to blame for giving no answer
   * @param firstToken nanoseconds; negative where there was none
   * @param tokenGap mean nanoseconds between two tokens; negative where there were none
   * @param loaded whether it waited for the model to be loaded
   */
  public void tried(NodeId node, boolean failed, long firstToken, long tokenGap, boolean loaded) {
    Sums sums = nodes.computeIfAbsent(node, n -> new Sums());
    sums.tries.increment();
    if (failed) {
      sums.failed.increment();
    }
    if (firstToken >= 0) {
      sums.firstTokens.increment();
      sums.firstTokenNanos.add(firstToken);
    }
    if (tokenGap > 0) {
      sums.gaps.increment();
      sums.gapNanos.add(tokenGap);
    }
    if (loaded) {
      sums.loads.increment();
    }
  }

  /** Adds what was seen of the node since the last time, and begins anew. */
  public void take(NodeId node, NodeSample.Builder sample) {
    Sums sums = nodes.get(node);
    if (sums == null) {
      return;
    }
    long tries = sums.tries.sumThenReset();
    long failed = sums.failed.sumThenReset();
    if (tries > 0) {
      sample.set(Metric.ERRORS, (double) failed / tries);
    }
    sample.set(Metric.LOADS, (double) sums.loads.sumThenReset());
    long firstTokens = sums.firstTokens.sumThenReset();
    double firstToken = sums.firstTokenNanos.sumThenReset() / SECOND / firstTokens;
    sample.set(Metric.FIRST_TOKEN, firstToken);
    long gaps = sums.gaps.sumThenReset();
    double gap = sums.gapNanos.sumThenReset() / SECOND / gaps;
    sample.set(Metric.INTER_TOKEN, gap).set(Metric.TOKEN_RATE, 1 / gap);
  }

  /** Forgets nodes that have left. */
  public void retain(Set<NodeId> known) {
    nodes.keySet().retainAll(known);
  }
}
