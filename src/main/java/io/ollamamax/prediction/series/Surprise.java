package io.ollamamax.prediction.series;

import org.apache.commons.numbers.gamma.Erfc;

/**
 * How improbable the mean of the newest numbers is under a normal distribution with the mean and
 * the variance of all numbers before: -log10 of the upper tail's probability, 0 to {@value #MOST}.
 * After Numenta's anomaly likelihood.
 */
public final class Surprise {
  /** No difference is made beyond this. */
  public static final double MOST = 30;

  private static final int LEAST_SEEN = 30;
  // A deviation of less than this share of the greatest number seen is rounding.
  private static final double ROUNDING = 1e-6;

  private final double[] newest;
  private long seen;
  private double greatest;
  private double mean;
  private double squares;

  /** Smooths over so many numbers. */
  public Surprise(int smoothing) {
    newest = new double[smoothing];
  }

  /** The surprise of the next number. */
  public double of(double number) {
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

  /** P(Z > z) for z >= 0. */
  static double upperTail(double z) {
    return Math.max(Double.MIN_NORMAL, Erfc.value(z / Math.sqrt(2)) / 2);
  }
}
