package io.ollamamax.prediction.statistical;

import io.ollamamax.prediction.Window;
import java.util.Arrays;

/**
 * A monotone trend: Theil-Sen's slope and Mann-Kendall's test of it.
 *
 * @param slope a second
 * @param z deviations from no trend; ties are not corrected for, which errs to less
 */
public record Trend(double slope, double z) {
  private static final int MOST_VALUES = 75;

  /** Of longer series the medians of stretches are taken. */
  public static Trend of(Window.Values all) {
    Window.Values values = thinned(all);
    int n = values.size();
    if (n < 4) {
      return new Trend(0, 0);
    }
    double[] slopes = new double[n * (n - 1) / 2];
    int count = 0;
    long sign = 0;
    for (int i = 0; i < n; i++) {
      for (int j = i + 1; j < n; j++) {
        double rise = values.values()[j] - values.values()[i];
        slopes[count++] = rise / Math.max(1, values.seconds()[j] - values.seconds()[i]);
        sign += (long) Math.signum(rise);
      }
    }
    double variance = n * (n - 1.0) * (2.0 * n + 5) / 18;
    return new Trend(
        Robust.median(slopes), (sign - Math.signum((double) sign)) / Math.sqrt(variance));
  }

  private static Window.Values thinned(Window.Values all) {
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
