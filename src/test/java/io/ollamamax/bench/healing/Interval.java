package io.ollamamax.bench.healing;

import java.util.Arrays;
import java.util.Locale;
import java.util.SplittableRandom;

/** A mean with its 95 % bootstrap interval over days. */
public record Interval(double mean, double low, double high) {
  private static final int RESAMPLES = 10_000;

  public static Interval of(double[] values) {
    SplittableRandom random = new SplittableRandom(1);
    double[] means = new double[RESAMPLES];
    for (int i = 0; i < RESAMPLES; i++) {
      double sum = 0;
      for (int j = 0; j < values.length; j++) {
        sum += values[random.nextInt(values.length)];
      }
      means[i] = sum / values.length;
    }
    Arrays.sort(means);
    return new Interval(
        Arrays.stream(values).average().orElse(0),
        means[(int) (0.025 * RESAMPLES)],
        means[(int) (0.975 * RESAMPLES)]);
  }

  /** Whether it lies on one side of 0, or is 0 in all days. */
  public boolean sure() {
    return low > 0 || high < 0 || (low == 0 && high == 0);
  }

  public String text(int digits) {
    String form = "%." + digits + "f";
    return String.format(Locale.ROOT, form + " (" + form + " to " + form + ")", mean, low, high);
  }
}
