package io.ollamamax.prediction;

import java.time.Duration;
import java.util.Arrays;
import java.util.List;

/**
 * What a detector sees of a node.
 *
 * @param points all that are kept, oldest first
 * @param span how far back the analysis goes, and how far ahead a prediction
 * @param peers what is usual among all nodes now
 */
public record Window(List<Point> points, Duration span, Limits limits, Peers peers) {
  private static final int RECENT_POINTS = 8;

  public Window {
    points = List.copyOf(points);
  }

  /**
   * A metric's values where it is known.
   *
   * @param seconds time of each
   */
  public record Values(double[] seconds, double[] values) {
    public int size() {
      return values.length;
    }

    /** From one place on until before another. */
    public Values part(int from, int until) {
      return new Values(
          Arrays.copyOfRange(seconds, from, until), Arrays.copyOfRange(values, from, until));
    }
  }

  /** The end of the newest point, in seconds of the epoch. */
  public long end() {
    return points.isEmpty() ? 0 : points.getLast().second();
  }

  /** The metric over the window's span. */
  public Values inSpan(Metric metric) {
    return between(metric, end() - span.toSeconds(), end());
  }

  /** The metric in the newest few points. */
  public Values recent(Metric metric) {
    int from = Math.max(0, points.size() - RECENT_POINTS);
    return points.isEmpty()
        ? new Values(new double[0], new double[0])
        : between(metric, points.get(from).second() - 1, end());
  }

  /** The metric before the newest half of the span: what was normal. */
  public Values before(Metric metric) {
    return between(metric, Long.MIN_VALUE, end() - span.toSeconds() / 2);
  }

  /** The metric in points that end after one second and not after another. */
  public Values between(Metric metric, long after, long until) {
    double[] seconds = new double[points.size()];
    double[] values = new double[points.size()];
    int size = 0;
    for (Point point : points) {
      double value = point.get(metric);
      if (point.second() > after && point.second() <= until && !Double.isNaN(value)) {
        seconds[size] = point.second();
        values[size] = value;
        size++;
      }
    }
    return new Values(Arrays.copyOf(seconds, size), Arrays.copyOf(values, size));
  }
}
