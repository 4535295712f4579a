package io.ollamamax.tracking;

import java.util.EnumMap;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.HdrHistogram.PackedHistogram;
import org.jspecify.annotations.Nullable;

/** The tries of a part of the window. Histograms are mergeable and hold what was measured alone. */
final class Slice {
  private static final int DIGITS = 2;
  private static final int HISTOGRAM_OBJECTS = 700;
  private static final long UNIT = TimeUnit.MICROSECONDS.toNanos(1);

  private final long start;
  private final Map<Metric, PackedHistogram> histograms = new EnumMap<>(Metric.class);
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
        histogram(metric).recordValue(nanos / UNIT);
      }
    }
  }

  void add(Slice other) {
    tries += other.tries;
    failed += other.failed;
    other.histograms.forEach((metric, histogram) -> histogram(metric).add(histogram));
  }

  private PackedHistogram histogram(Metric metric) {
    return histograms.computeIfAbsent(
        metric,
        unused -> {
          PackedHistogram made = new PackedHistogram(DIGITS);
          made.setAutoResize(true);
          return made;
        });
  }

  Summary summary(Metric metric) {
    @Nullable PackedHistogram all = histograms.get(metric);
    if (all == null || all.getTotalCount() == 0) {
      return Summary.NONE;
    }
    return new Summary(
        all.getTotalCount(),
        (long) (all.getMean() * UNIT),
        all.getValueAtPercentile(25) * UNIT,
        all.getValueAtPercentile(50) * UNIT,
        all.getValueAtPercentile(90) * UNIT,
        all.getValueAtPercentile(99) * UNIT,
        all.getMaxValue() * UNIT);
  }

  /** Estimate: what the library tells of its counts, and its objects as they were measured. */
  long bytes() {
    long sum = 64;
    for (PackedHistogram histogram : histograms.values()) {
      sum += histogram.getEstimatedFootprintInBytes() + HISTOGRAM_OBJECTS;
    }
    return sum;
  }
}
