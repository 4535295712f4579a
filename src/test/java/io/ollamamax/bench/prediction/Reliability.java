package io.ollamamax.bench.prediction;

import java.util.ArrayList;
import java.util.List;

/** How often what was said came true, by tenths of the probability. */
final class Reliability {
  private static final int BINS = 10;

  private Reliability() {}

  /** One tenth: the mean of what was said and the share that came true; NaN without any. */
  record Bin(long count, double said, double came) {}

  static List<Bin> of(List<Outcome> outcomes) {
    long[] counts = new long[BINS];
    double[] said = new double[BINS];
    long[] came = new long[BINS];
    for (Outcome outcome : outcomes) {
      for (Outcome.Said one : outcome.said()) {
        int bin = Math.min(BINS - 1, (int) (one.probability() * BINS));
        counts[bin]++;
        said[bin] += one.probability();
        came[bin] += one.cameTrue() ? 1 : 0;
      }
    }
    List<Bin> bins = new ArrayList<>();
    for (int i = 0; i < BINS; i++) {
      bins.add(new Bin(counts[i], said[i] / counts[i], (double) came[i] / counts[i]));
    }
    return bins;
  }
}
