package io.ollamamax.tracking;

import java.util.Arrays;
import java.util.concurrent.TimeUnit;
import org.HdrHistogram.PackedHistogram;
import org.jspecify.annotations.Nullable;

/**
 * The values of one metric: each of them while they are few, a mergeable histogram from there on,
 * for that takes a kilobyte however little is in it.
 */
final class Distribution {
  private static final int FEW = 96;
  private static final int FIRST = 4;
  private static final int DIGITS = 2;
  private static final int HISTOGRAM_OBJECTS = 700;
  private static final int OBJECTS = 56;
  private static final long UNIT = TimeUnit.MICROSECONDS.toNanos(1);

  private int[] few = new int[FIRST];
  private int count;
  private @Nullable PackedHistogram many;

  /**
   * Takes a value.
   *
   * @param nanos not negative; told at a precision of a microsecond or 1 %
   */
  void add(long nanos) {
    record((int) Math.min(nanos / UNIT, Integer.MAX_VALUE));
  }

  private void record(int micros) {
    if (many != null) {
      many.recordValue(micros);
    } else if (count < FEW) {
      if (count == few.length) {
        few = Arrays.copyOf(few, Math.min(FEW, 2 * count));
      }
      few[count++] = micros;
    } else {
      histogram().recordValue(micros);
    }
  }

  private PackedHistogram histogram() {
    PackedHistogram made = many;
    if (made == null) {
      made = new PackedHistogram(DIGITS);
      made.setAutoResize(true);
      for (int i = 0; i < count; i++) {
        made.recordValue(few[i]);
      }
      many = made;
      few = new int[0];
      count = 0;
    }
    return made;
  }

  /** Takes all values of another one. */
  void add(Distribution other) {
    if (other.many != null) {
      histogram().add(other.many);
    }
    for (int i = 0; i < other.count; i++) {
      record(other.few[i]);
    }
  }

  Summary summary() {
    return many != null ? of(many) : of(Arrays.copyOf(few, count));
  }

  private static Summary of(PackedHistogram all) {
    return new Summary(
        all.getTotalCount(),
        (long) (all.getMean() * UNIT),
        all.getValueAtPercentile(25) * UNIT,
        all.getValueAtPercentile(50) * UNIT,
        all.getValueAtPercentile(90) * UNIT,
        all.getValueAtPercentile(99) * UNIT,
        all.getMaxValue() * UNIT);
  }

  private static Summary of(int[] all) {
    if (all.length == 0) {
      return Summary.NONE;
    }
    Arrays.sort(all);
    return new Summary(
        all.length,
        (long) (Arrays.stream(all).average().orElse(0) * UNIT),
        at(all, 0.25),
        at(all, 0.5),
        at(all, 0.9),
        at(all, 0.99),
        all[all.length - 1] * UNIT);
  }

  /** The least value that so large a share does not exceed, as the histogram tells it. */
  private static long at(int[] sorted, double share) {
    int rank = (int) Math.ceil(share * sorted.length);
    return sorted[Math.max(0, rank - 1)] * UNIT;
  }

  /** Estimate in bytes: what the library tells of its counts, and its objects as measured. */
  long bytes() {
    return OBJECTS
        + (many != null
            ? many.getEstimatedFootprintInBytes() + HISTOGRAM_OBJECTS
            : 16 + 4L * few.length);
  }
}
