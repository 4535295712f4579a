package io.ollamamax.prediction;

import io.ollamamax.cluster.NodeId;
import java.util.Collections;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * What prediction keeps over a restart; some kilobytes, and less than one for each node.
 *
 * @param learned the classifiers, a line of numbers each; empty where nothing was learned yet
 * @param failures when each node failed, in seconds of the epoch, the oldest first
 */
public record PredictionMemory(List<String> learned, SortedMap<NodeId, List<Long>> failures) {
  /** Nothing was learned yet. */
  public static final PredictionMemory NONE = new PredictionMemory(List.of(), new TreeMap<>());

  public PredictionMemory {
    learned = List.copyOf(learned);
    SortedMap<NodeId, List<Long>> copy = new TreeMap<>();
    failures.forEach((node, times) -> copy.put(node, List.copyOf(times)));
    failures = Collections.unmodifiableSortedMap(copy);
  }
}
