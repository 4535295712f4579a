package io.ollamamax.prediction.ml;

import io.ollamamax.prediction.Metric;
import io.ollamamax.prediction.Window;
import io.ollamamax.prediction.statistical.Robust;

/**
 * A window as a vector for the classifier: of each metric how much it got worse and how steadily,
 * -1 to 1, and how near it is to its limit, 0 to 1.
 */
public final class Features {
  /** The length of a vector. */
  public static final int COUNT = 3 * Metric.COUNT;

  private static final double HALF_SCALE = 5;
  private static final double NEARNESS = 3;

  private Features() {}

  public static double[] of(Window window) {
    double[] features = new double[COUNT];
    for (Metric metric : Metric.values()) {
      double[] before = window.before(metric).values();
      double[] recent = window.recent(metric).values();
      int i = 3 * metric.place();
      Double limit = window.limits().values().get(metric);
      if (limit != null && recent.length > 0) {
        features[i + 2] = Math.min(1, Math.pow(Robust.median(recent) / limit, NEARNESS));
      }
      if (before.length > 0 && recent.length > 0) {
        double level = Robust.median(before);
        double unit = Math.max(Robust.deviation(before), 0.05 * Math.abs(level) + 0.01);
        features[i] =
            metric.worse() * Math.tanh((Robust.median(recent) - level) / unit / HALF_SCALE);
        features[i + 1] =
            metric.worse() * Math.tanh(rise(window.inSpan(metric)) / unit / HALF_SCALE);
      }
    }
    return features;
  }

  /** By least squares, from the first value to the last. */
  private static double rise(Window.Values values) {
    int n = values.size();
    if (n < 4) {
      return 0;
    }
    double time = 0;
    double mean = 0;
    for (int i = 0; i < n; i++) {
      time += values.seconds()[i] / n;
      mean += values.values()[i] / n;
    }
    double covariance = 0;
    double variance = 0;
    for (int i = 0; i < n; i++) {
      double t = values.seconds()[i] - time;
      covariance += t * (values.values()[i] - mean);
      variance += t * t;
    }
    return covariance / variance * (values.seconds()[n - 1] - values.seconds()[0]);
  }
}
