package io.ollamamax.prediction.statistical;

import java.util.Arrays;

/** Medians and what is made of them. */
public final class Robust {
  private static final double MAD_TO_DEVIATION = 1.4826;

  private Robust() {}

  /** NaN where there is nothing. */
  public static double median(double[] values) {
    if (values.length == 0) {
      return Double.NaN;
    }
    double[] sorted = values.clone();
    Arrays.sort(sorted);
    int middle = sorted.length / 2;
    return sorted.length % 2 == 1 ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2;
  }

  /** The standard deviation, as the median distance to the median tells it. */
  public static double deviation(double[] values) {
    double median = median(values);
    double[] distances = new double[values.length];
    Arrays.setAll(distances, i -> Math.abs(values[i] - median));
    return MAD_TO_DEVIATION * median(distances);
  }
}
