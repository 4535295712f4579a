package io.ollamamax.prediction;

import java.time.Duration;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/** Folds a node's samples to points of one length. */
final class PointFold {
  private static final long LONGEST_GAP_IN_STEPS = 8;

  private final long step;
  private final double[] sums = new double[Metric.COUNT];
  private final int[] counts = new int[Metric.COUNT];
  private long start = Long.MIN_VALUE;

  PointFold(Duration step) {
    this.step = step.toSeconds();
  }

  /** The point that this sample completes. A clock that jumps drops what is unfinished. */
  @Nullable Point add(NodeSample sample) {
    long second = sample.at().getEpochSecond();
    if (start == Long.MIN_VALUE || second < start || jumped(second)) {
      clear(second);
    }
    Point finished = null;
    if (second - start >= step) {
      finished = finish();
      clear(second);
    }
    for (Metric metric : Metric.values()) {
      double value = sample.get(metric);
      if (!Double.isNaN(value)) {
        int i = metric.place();
        sums[i] = metric.fold() == Metric.Fold.MAX ? Math.max(sums[i], value) : sums[i] + value;
        counts[i]++;
      }
    }
    return finished;
  }

  private boolean jumped(long second) {
    return second - start > LONGEST_GAP_IN_STEPS * step;
  }

  private Point finish() {
    double[] values = new double[Metric.COUNT];
    for (Metric metric : Metric.values()) {
      int i = metric.place();
      if (counts[i] == 0) {
        values[i] = Double.NaN;
      } else {
        values[i] = metric.fold() == Metric.Fold.MEAN ? sums[i] / counts[i] : sums[i];
      }
    }
    return new Point(start + step, values);
  }

  private void clear(long second) {
    Arrays.fill(sums, 0);
    Arrays.fill(counts, 0);
    start = second;
  }
}
