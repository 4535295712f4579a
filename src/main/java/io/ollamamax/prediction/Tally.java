package io.ollamamax.prediction;

import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;

/** Counts outcomes; of bounded size. */
final class Tally {
  private static final int BINS = 10;
  private static final int MOST_LEADS = 256;

  private final long[] counts = new long[BINS];
  private final double[] said = new double[BINS];
  private final long[] failed = new long[BINS];
  private final Deque<Duration> leads = new ArrayDeque<>();
  private double squaredErrors;
  private long cameTrue;
  private long cameFalse;
  private long averted;
  private long missed;

  void cameTrue(Duration lead) {
    cameTrue++;
    leads.addLast(lead);
    if (leads.size() > MOST_LEADS) {
      leads.removeFirst();
    }
  }

  void cameFalse() {
    cameFalse++;
  }

  void averted() {
    averted++;
  }

  void missed() {
    missed++;
  }

  void outcome(double probability, boolean itFailed) {
    int bin = Math.min(BINS - 1, (int) (probability * BINS));
    counts[bin]++;
    said[bin] += probability;
    failed[bin] += itFailed ? 1 : 0;
    double error = (itFailed ? 1 : 0) - probability;
    squaredErrors += error * error;
  }

  Standing standing() {
    List<Standing.Bin> bins = new ArrayList<>();
    long all = 0;
    for (int i = 0; i < BINS; i++) {
      all += counts[i];
      bins.add(new Standing.Bin(counts[i], said[i] / counts[i], (double) failed[i] / counts[i]));
    }
    List<Duration> sorted = leads.stream().sorted().toList();
    Duration median = sorted.isEmpty() ? Duration.ZERO : sorted.get(sorted.size() / 2);
    return new Standing(cameTrue, cameFalse, averted, missed, median, squaredErrors / all, bins);
  }
}
