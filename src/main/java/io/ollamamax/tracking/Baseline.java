package io.ollamamax.tracking;

/** What is usual for a series: a slow moving average, not moved by what is unusual. */
final class Baseline {
  private static final double WEIGHT = 0.1;
  private static final int SURE = 20;

  private double value;
  private long samples;

  /** Takes the median of a part of the window. */
  void add(long median, long count) {
    if (count > 0) {
      value = samples == 0 ? median : value + WEIGHT * (median - value);
      samples += count;
    }
  }

  /** Takes over what was learned earlier. */
  void restore(double earlier, long from) {
    value = earlier;
    samples = from;
  }

  /** Not rounded. */
  double exact() {
    return value;
  }

  long samples() {
    return samples;
  }

  /** Whether enough was seen to judge by it. */
  boolean known() {
    return samples >= SURE;
  }

  /** In nanoseconds. */
  long value() {
    return (long) value;
  }
}
