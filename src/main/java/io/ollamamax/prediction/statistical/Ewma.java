package io.ollamamax.prediction.statistical;

/** The exponentially weighted moving average. */
public final class Ewma {
  private Ewma() {}

  /** Its value after all values; NaN where there is none. */
  public static double of(double[] values, double weight) {
    double mean = Double.NaN;
    for (double value : values) {
      mean = Double.isNaN(mean) ? value : mean + weight * (value - mean);
    }
    return mean;
  }
}
