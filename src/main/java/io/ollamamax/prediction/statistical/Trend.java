package io.ollamamax.prediction.statistical;

import io.ollamamax.prediction.Window;
import java.util.Arrays;

/** A monotone trend: Theil-Sen's slope and Mann-Kendall's test of it. */
public final class Trend {
  private static final int MOST_VALUES = 75;
  private static final int LEAST_VALUES = 4;

  private Trend() {}

  /** Mann-Kendall's z: deviations from no trend. Ties are not corrected for, which errs to less. */
  public static double z(double[] values) {
    int n = values.length;
    if (n < LEAST_VALUES) {
      return 0;
    }
    int sign = 0;
    for (int i = 0; i < n; i++) {
      for (int j = i + 1; j < n; j++) {
        sign += Double.compare(values[j], values[i]) > 0 ? 1 : values[j] < values[i] ? -1 : 0;
      }
    }
    double variance = n * (n - 1.0) * (2.0 * n + 5) / 18;
    return (sign - Integer.signum(sign)) / Math.sqrt(variance);
  }

  /** Theil-Sen's slope a second: the median over all pairs; 0 where there are too few values. */
  public static double slope(Window.Values values) {
    int n = values.size();
    if (n < LEAST_VALUES) {
      return 0;
    }
    double[] slopes = new double[n * (n - 1) / 2];
    int count = 0;
    for (int i = 0; i < n; i++) {
      for (int j = i + 1; j < n; j++) {
        double seconds = Math.max(1, values.seconds()[j] - values.seconds()[i]);
        slopes[count++] = (values.values()[j] - values.values()[i]) / seconds;
      }
    }
    return Robust.median(slopes);
  }

  /** At most {@value #MOST_VALUES} values: of longer series the medians of stretches. */
  public static Window.Values thinned(Window.Values all) {
    int stretch = (all.size() + MOST_VALUES - 1) / MOST_VALUES;
    if (stretch <= 1) {
      return all;
    }
    int n = all.size() / stretch;
    double[] seconds = new double[n];
    double[] values = new double[n];
    for (int i = 0; i < n; i++) {
      int from = i * stretch;
      seconds[i] = Robust.median(Arrays.copyOfRange(all.seconds(), from, from + stretch));
      values[i] = Robust.median(Arrays.copyOfRange(all.values(), from, from + stretch));
    }
    return new Window.Values(seconds, values);
  }
}
