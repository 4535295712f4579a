package io.ollamamax.tracking;

/**
 * Figures of one metric over a window, in nanoseconds (at a precision of 1 %).
 *
 * @param count how many tries had it; the others are 0 where this is
 */
public record Summary(long count, long mean, long p25, long p50, long p90, long p99, long max) {
  /** Nothing was measured. */
  public static final Summary NONE = new Summary(0, 0, 0, 0, 0, 0, 0);
}
