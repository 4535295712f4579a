package io.ollamamax.bench.nab;

import java.util.List;

/**
 * A file of the corpus.
 *
 * @param name folder and file, as the labels name it
 * @param seconds time of each row, in seconds of the epoch
 * @param windows labelled anomalies, in order of time
 */
record Series(String name, long[] seconds, double[] values, List<Window> windows) {
  private static final double PROBATION = 0.15;
  private static final int LONGEST_JUDGED_FOR_PROBATION = 5000;

  /** First and last row of a labelled anomaly. */
  record Window(int first, int last) {
    int width() {
      return last - first + 1;
    }
  }

  String folder() {
    return name.substring(0, name.indexOf('/'));
  }

  int rows() {
    return values.length;
  }

  /** Rows at the beginning that are not scored. */
  int probation() {
    return (int) (PROBATION * Math.min(rows(), LONGEST_JUDGED_FOR_PROBATION));
  }

  /** Days from the first scored row to the last. */
  double scoredDays() {
    return (seconds[rows() - 1] - seconds[probation()]) / 86_400.0;
  }
}
