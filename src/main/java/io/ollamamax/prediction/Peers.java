package io.ollamamax.prediction;

import io.ollamamax.prediction.statistical.Robust;
import java.util.Arrays;
import java.util.List;

/**
 * What is usual among all nodes now.
 *
 * @param medians by the metric's place; NaN where too few nodes have it
 */
public record Peers(double[] medians) {
  private static final int LEAST_NODES = 4;

  /** From the recent values of all nodes, one array by the metric's place for each. */
  static Peers of(List<double[]> recent) {
    double[] medians = new double[Metric.COUNT];
    for (int i = 0; i < medians.length; i++) {
      int place = i;
      double[] values =
          recent.stream().mapToDouble(r -> r[place]).filter(Double::isFinite).toArray();
      medians[i] = values.length < LEAST_NODES ? Double.NaN : Robust.median(values);
    }
    return new Peers(medians);
  }

  /** Nobody to compare with. */
  public static Peers none() {
    double[] medians = new double[Metric.COUNT];
    Arrays.fill(medians, Double.NaN);
    return new Peers(medians);
  }

  /** The median over all nodes; NaN where too few have it. */
  public double usual(Metric metric) {
    return medians[metric.place()];
  }
}
