package io.ollamamax.prediction.series;

/**
 * How improbable the mean of the newest numbers is under a normal distribution with the mean and
 * the variance of all numbers before: -log10 of the upper tail's probability, 0 to {@value #MOST}.
 * After Numenta's anomaly likelihood.
 */
final class Surprise {
  /** No difference is made beyond this. */
  static final double MOST = 30;

  private static final int LEAST_SEEN = 30;
  // A deviation of less than this share of the greatest number seen is rounding.
  private static final double ROUNDING = 1e-6;

  private final double[] newest;
  private long seen;
  private double greatest;
  private double mean;
  private double squares;

  /** Smooths over so many numbers. */
  Surprise(int smoothing) {
    newest = new double[smoothing];
  }

  double of(double number) {
    int slot = (int) (seen % newest.length);
    if (seen >= newest.length) {
      learn(newest[slot], seen - newest.length + 1);
    }
    newest[slot] = number;
    seen++;
    greatest = Math.max(greatest, Math.abs(number));
    long learnt = seen - newest.length;
    if (learnt < LEAST_SEEN || greatest == 0) {
      return 0;
    }
    double sum = 0;
    for (double one : newest) {
      sum += one;
    }
    double deviation = Math.max(Math.sqrt(squares / learnt), ROUNDING * greatest);
    double z = (sum / newest.length - mean) / deviation;
    return z <= 0 ? 0 : Math.min(MOST, -Math.log10(upperTail(z)));
  }

  private void learn(double number, long count) {
    double difference = number - mean;
    mean += difference / count;
    squares += difference * (number - mean);
  }

  /**
   * P(Z > z) for z >= 0, by the Chebyshev fit of Numerical Recipes; relative error below 1.2e-7.
   */
  static double upperTail(double z) {
    double x = z / Math.sqrt(2);
    double t = 1 / (1 + 0.5 * x);
    double polynomial =
        -1.26551223
            + t
                * (1.00002368
                    + t
                        * (0.37409196
                            + t
                                * (0.09678418
                                    + t
                                        * (-0.18628806
                                            + t
                                                * (0.27886807
                                                    + t
                                                        * (-1.13520398
                                                            + t
                                                                * (1.48851587
                                                                    + t
                                                                        * (-0.82215223
                                                                            + t
                                                                                * 0.17087277))))))));
    return Math.max(Double.MIN_NORMAL, 0.5 * t * Math.exp(-x * x + polynomial));
  }
}
