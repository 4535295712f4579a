package io.ollamamax.prediction;

import java.time.Instant;
import java.util.Arrays;

/** What is known of a node at one second; each metric may be absent. */
public final class NodeSample {
  private final Instant at;
  private final double[] values;

  private NodeSample(Instant at, double[] values) {
    this.at = at;
    this.values = values;
  }

  /** A sample in the making. */
  public static Builder at(Instant at) {
    return new Builder(at);
  }

  public Instant at() {
    return at;
  }

  /** NaN where it is absent. */
  public double get(Metric metric) {
    return values[metric.place()];
  }

  /** Collects what is known. */
  public static final class Builder {
    private final Instant at;
    private final double[] values = new double[Metric.COUNT];

    private Builder(Instant at) {
      this.at = at;
      Arrays.fill(values, Double.NaN);
    }

    /** A value that is no finite number counts as absent. */
    public Builder set(Metric metric, double value) {
      values[metric.place()] = Double.isFinite(value) ? value : Double.NaN;
      return this;
    }

    public NodeSample build() {
      return new NodeSample(at, values.clone());
    }
  }
}
