package io.ollamamax.prediction.pattern;

import io.ollamamax.prediction.Detector;
import io.ollamamax.prediction.FailureMode;
import io.ollamamax.prediction.Finding;
import io.ollamamax.prediction.Metric;
import io.ollamamax.prediction.Point;
import io.ollamamax.prediction.Window;
import io.ollamamax.prediction.statistical.Trend;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** Restarts, or outages, that follow one another ever faster, and when nothing is left between. */
public final class Quickening implements Detector {
  private static final double NOTHING_LEFT = 30;
  private static final int LEAST_EVENTS = 4;
  private static final double UP = 0.5;
  private static final double SHARPNESS = 2;

  @Override
  public List<Finding> find(Window window) {
    List<Finding> found = new ArrayList<>();
    found.addAll(find(window, restarts(window), FailureMode.CRASH_LOOP, "restarts"));
    found.addAll(find(window, outages(window), FailureMode.FLAPPING, "outages"));
    return found;
  }

  private static List<Long> restarts(Window window) {
    return window.points().stream()
        .filter(p -> p.get(Metric.RESTARTS) > 0)
        .map(Point::second)
        .toList();
  }

  private static List<Long> outages(Window window) {
    List<Long> begun = new ArrayList<>();
    boolean up = true;
    for (Point point : window.points()) {
      boolean now = !(point.get(Metric.ANSWERS) < UP);
      if (up && !now) {
        begun.add(point.second());
      }
      up = now;
    }
    return begun;
  }

  private static List<Finding> find(
      Window window, List<Long> events, FailureMode mode, String name) {
    int gaps = events.size() - 1;
    if (events.size() < LEAST_EVENTS
        || window.end() - events.getLast() > window.span().toSeconds()) {
      return List.of();
    }
    double[] at = new double[gaps];
    double[] gap = new double[gaps];
    for (int i = 0; i < gaps; i++) {
      at[i] = events.get(i + 1);
      gap[i] = events.get(i + 1) - events.get(i);
    }
    double slope =
        gaps < LEAST_EVENTS
            ? (gap[gaps - 1] - gap[0]) / (at[gaps - 1] - at[0])
            : Trend.slope(new Window.Values(at, gap));
    if (slope >= 0) {
      return List.of();
    }
    double mean = 0;
    double middle = 0;
    for (int i = 0; i < gaps; i++) {
      mean += gap[i] / gaps;
      middle += at[i] / gaps;
    }
    double now = mean + slope * (window.end() - middle);
    double seconds = Math.max(0, (now - NOTHING_LEFT) / -slope);
    double score = 1 / (1 + Math.pow(seconds / window.span().toSeconds(), SHARPNESS));
    String text =
        String.format(
            Locale.ROOT,
            "%d %s, ever faster: the newest after %.0f s, the first after %.0f s",
            events.size(),
            name,
            gap[gaps - 1],
            gap[0]);
    return List.of(new Finding(mode, score, seconds, text));
  }
}
