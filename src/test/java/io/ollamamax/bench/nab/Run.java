package io.ollamamax.bench.nab;

import java.util.Arrays;

/**
 * A detector's scores over one series.
 *
 * @param scores one for each row; at or above a threshold it is a detection
 */
record Run(Series series, Worth worth, double[] scores) {
  static Run of(Series series, double[] scores) {
    return new Run(series, Worth.of(series), scores);
  }

  int windows() {
    return series.windows().size();
  }

  /** NAB's raw score at a threshold. */
  double raw(double threshold, Profile profile) {
    double[] best = new double[windows()];
    Arrays.fill(best, -profile.falseNegative);
    double sum = 0;
    for (int i = series.probation(); i < scores.length; i++) {
      if (scores[i] >= threshold) {
        int window = worth.window(i);
        if (window == Worth.NONE) {
          sum += profile.falsePositive * worth.at(i);
        } else {
          best[window] = Math.max(best[window], worth.at(i));
        }
      }
    }
    return sum + Arrays.stream(best).sum();
  }

  /** Detections outside all windows. */
  int falseAlarms(double threshold) {
    int count = 0;
    for (int i = series.probation(); i < scores.length; i++) {
      if (scores[i] >= threshold && worth.window(i) == Worth.NONE) {
        count++;
      }
    }
    return count;
  }

  /** Windows with a detection. */
  long found(double threshold) {
    boolean[] found = new boolean[windows()];
    int count = 0;
    for (int i = series.probation(); i < scores.length; i++) {
      int window = worth.window(i);
      if (scores[i] >= threshold && window != Worth.NONE && !found[window]) {
        found[window] = true;
        count++;
      }
    }
    return count;
  }
}
