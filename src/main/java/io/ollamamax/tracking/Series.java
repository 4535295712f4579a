package io.ollamamax.tracking;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.EnumMap;
import java.util.Iterator;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The window of one model on one node; only slices in which something happened take memory. */
final class Series {
  private final Deque<Slice> slices = new ArrayDeque<>();
  private final Map<Metric, Baseline> baselines = new EnumMap<>(Metric.class);
  private final Map<Metric, Degradation> degraded = new EnumMap<>(Metric.class);

  /** Adds an observation to the slice of its time; what it closes becomes part of the baseline. */
  void add(Observation observation, long sliceNanos) {
    long start = Math.floorDiv(observation.at(), sliceNanos) * sliceNanos;
    Slice last = slices.peekLast();
    if (last == null || last.start() < start) {
      if (last != null) {
        settle(last);
      }
      last = new Slice(start);
      slices.addLast(last);
    }
    last.add(observation);
  }

  private void settle(Slice closed) {
    for (Metric metric : Metric.values()) {
      if (!degraded.containsKey(metric)) {
        Summary summary = closed.summary(metric);
        baseline(metric).add(summary.p50(), summary.count());
      }
    }
  }

  /** What was learned, by metric. */
  Map<Metric, Baseline> baselines() {
    return baselines;
  }

  Baseline baseline(Metric metric) {
    return baselines.computeIfAbsent(metric, unused -> new Baseline());
  }

  @Nullable Degradation degradation(Metric metric) {
    return degraded.get(metric);
  }

  void degraded(Degradation now) {
    degraded.put(now.metric(), now);
  }

  void recovered(Metric metric) {
    degraded.remove(metric);
  }

  Map<Metric, Degradation> degradations() {
    return degraded;
  }

  void forgetBefore(long nanos) {
    while (!slices.isEmpty() && slices.peekFirst().start() < nanos) {
      slices.removeFirst();
    }
  }

  boolean empty() {
    return slices.isEmpty();
  }

  /** All slices that began at or after that time, as one. */
  Slice since(long nanos) {
    Slice all = new Slice(nanos);
    Iterator<Slice> newestFirst = slices.descendingIterator();
    while (newestFirst.hasNext()) {
      Slice slice = newestFirst.next();
      if (slice.start() < nanos) {
        break;
      }
      all.add(slice);
    }
    return all;
  }

  long bytes() {
    return 500 + slices.stream().mapToLong(Slice::bytes).sum();
  }
}
