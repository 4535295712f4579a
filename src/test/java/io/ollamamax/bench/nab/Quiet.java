package io.ollamamax.bench.nab;

/** Gives the baselines what our detector has after its distances, so that they lose by less. */
final class Quiet {
  private static final double SILENT_SHARE = 0.05;
  private static final double DEVIATIONS_FOR_ALERT = 4;
  private static final int LEAST_SEEN = 30;

  private Quiet() {}

  /** After an alert, silence for a share of the rows seen. */
  static double[] after(double[] scores, double alert) {
    int until = 0;
    for (int i = 0; i < scores.length; i++) {
      if (i < until) {
        scores[i] = 0;
      } else if (scores[i] >= alert) {
        until = i + 1 + (int) (SILENT_SHARE * i);
      }
    }
    return scores;
  }

  /** Each number's distance above the mean of those before in their deviations; 4 becomes 0.5. */
  static double[] tail(double[] numbers) {
    double[] scores = new double[numbers.length];
    double mean = 0;
    double squares = 0;
    for (int i = 0; i < numbers.length; i++) {
      double difference = numbers[i] - mean;
      if (i >= LEAST_SEEN && difference > 0) {
        double z = difference / Math.sqrt(squares / i + 1e-12);
        scores[i] = z / (z + DEVIATIONS_FOR_ALERT);
      }
      mean += difference / (i + 1);
      squares += difference * (numbers[i] - mean);
    }
    return scores;
  }
}
