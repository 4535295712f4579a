package io.ollamamax.prediction.statistical;

/**
 * Whether the mean of a sequence changed within it: ADWIN's test (Bifet and Gavalda, 2007) over all
 * cuts of one stretch.
 */
public final class Adwin {
  private static final double DELTA = 0.002;
  private static final int LEAST_SIDE = 5;

  private Adwin() {}

  /** The place of the clearest cut, or -1 where no cut is significant. */
  public static int cut(double[] values) {
    int n = values.length;
    double total = 0;
    double squares = 0;
    for (double value : values) {
      total += value;
      squares += value * value;
    }
    double variance = Math.max(0, squares / n - total / n * (total / n));
    double log = Math.log(2 * Math.log(Math.max(n, 3)) / DELTA);
    double left = 0;
    double most = 0;
    int place = -1;
    for (int i = 1; i < n; i++) {
      left += values[i - 1];
      if (i >= LEAST_SIDE && n - i >= LEAST_SIDE) {
        double harmonic = 1 / (1.0 / i + 1.0 / (n - i));
        double bound = Math.sqrt(2 / harmonic * variance * log);
        double difference = Math.abs(left / i - (total - left) / (n - i));
        if (difference > bound && difference - bound > most) {
          most = difference - bound;
          place = i;
        }
      }
    }
    return place;
  }
}
