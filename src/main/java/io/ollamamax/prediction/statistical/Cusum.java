package io.ollamamax.prediction.statistical;

/** Page's cumulative sum: how much more than a slack the values lay above a level, lately. */
public final class Cusum {
  private Cusum() {}

  /** Over values in deviations from their level; ends at 0 where the last ones are low. */
  public static double of(double[] standardised, double slack) {
    double sum = 0;
    for (double value : standardised) {
      sum = Math.max(0, sum + value - slack);
    }
    return sum;
  }
}
