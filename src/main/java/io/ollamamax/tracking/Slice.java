package io.ollamamax.tracking;

import java.util.EnumMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The tries of a part of the window; mergeable, holds what was measured alone. */
final class Slice {
  private static final int OBJECTS = 120;

  private final long start;
  private final Map<Metric, Distribution> values = new EnumMap<>(Metric.class);
  private long tries;
  private long failed;

  Slice(long start) {
    this.start = start;
  }

  /** In monotonic nanoseconds. */
  long start() {
    return start;
  }

  long tries() {
    return tries;
  }

  long failed() {
    return failed;
  }

  void add(Observation observation) {
    tries++;
    failed += observation.failed() ? 1 : 0;
    for (Metric metric : Metric.values()) {
      long nanos = observation.of(metric);
      if (nanos >= 0) {
        of(metric).add(nanos);
      }
    }
  }

  void add(Slice other) {
    tries += other.tries;
    failed += other.failed;
    other.values.forEach((metric, distribution) -> of(metric).add(distribution));
  }

  private Distribution of(Metric metric) {
    return values.computeIfAbsent(metric, unused -> new Distribution());
  }

  Summary summary(Metric metric) {
    @Nullable Distribution all = values.get(metric);
    return all == null ? Summary.NONE : all.summary();
  }

  /** Estimate. */
  long bytes() {
    return OBJECTS + values.values().stream().mapToLong(Distribution::bytes).sum();
  }
}
