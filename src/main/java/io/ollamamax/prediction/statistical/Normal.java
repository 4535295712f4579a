package io.ollamamax.prediction.statistical;

import org.apache.commons.numbers.gamma.Erfc;

/** The normal distribution. */
public final class Normal {
  private Normal() {}

  /** P(Z below z). */
  public static double below(double z) {
    return Erfc.value(-z / Math.sqrt(2)) / 2;
  }
}
