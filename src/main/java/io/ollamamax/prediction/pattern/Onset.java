package io.ollamamax.prediction.pattern;

import io.ollamamax.prediction.statistical.Normal;
import java.util.Arrays;
import java.util.List;

/**
 * When events that follow one another ever faster will have become one: the inverse rate falls to
 * nothing on a straight line (Voight, 1988), each gap off it by a factor. What is not known of the
 * line is integrated out over a grid of ends.
 *
 * @param seconds until the end, at each place of the grid
 * @param weights of the places; their sum is 1
 */
record Onset(double[] seconds, double[] weights) {
  private static final int GRID = 60;
  private static final double SOONEST = 20;
  private static final double SPANS = 30;
  private static final double NOTHING_LEFT = 30;
  private static final double USUAL_SPREAD = 0.2;
  private static final double WORTH = 2;

  /**
   * From the events' times up to now, in seconds.
   *
   * @param span the scale of the ends that are thought possible
   */
  static Onset of(List<Long> events, long now, double span) {
    double[] seconds = new double[GRID];
    double[] logs = new double[GRID];
    for (int place = 0; place < GRID; place++) {
      double until = SOONEST * Math.pow(SPANS * span / SOONEST, place / (GRID - 1.0));
      logs[place] = fit(events, now, now + until, seconds, place);
    }
    double most = Arrays.stream(logs).max().orElse(0);
    double[] weights = Arrays.stream(logs).map(log -> Math.exp(log - most)).toArray();
    double sum = Arrays.stream(weights).sum();
    return new Onset(seconds, Arrays.stream(weights).map(w -> w / sum).toArray());
  }

  /** The logarithm of the likelihood that gaps vanish at an end; sets when too little is left. */
  private static double fit(List<Long> events, long now, double end, double[] seconds, int place) {
    int gaps = events.size() - 1;
    double[] ratios = new double[gaps];
    for (int i = 0; i < gaps; i++) {
      double gap = Math.max(1, events.get(i + 1) - events.get(i));
      ratios[i] = Math.log(gap / (end - events.get(i)));
    }
    double mean = Arrays.stream(ratios).average().orElse(0);
    double squares = WORTH * USUAL_SPREAD * USUAL_SPREAD;
    for (double ratio : ratios) {
      squares += (ratio - mean) * (ratio - mean);
    }
    double freedom = gaps - 1 + WORTH;
    long last = events.getLast();
    double spread = Math.sqrt(squares / freedom);
    double waited = Math.log(Math.max(1, now - last) / (end - last));
    double notYet = Normal.below((mean - waited) / spread);
    seconds[place] = Math.max(0, end - NOTHING_LEFT / Math.exp(mean) - now);
    return -freedom / 2 * Math.log(squares) + Math.log(Math.max(1e-9, notYet));
  }

  /** The probability that it comes within so many seconds. */
  double within(double horizon) {
    double sum = 0;
    for (int i = 0; i < seconds.length; i++) {
      sum += seconds[i] <= horizon ? weights[i] : 0;
    }
    return Math.min(1, sum);
  }

  /** The seconds within which it comes in half of the cases. */
  double median() {
    double sum = 0;
    for (int i = 0; i < seconds.length; i++) {
      sum += weights[i];
      if (sum >= 0.5) {
        return seconds[i];
      }
    }
    return seconds[seconds.length - 1];
  }
}
