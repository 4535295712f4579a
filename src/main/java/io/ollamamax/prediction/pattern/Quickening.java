package io.ollamamax.prediction.pattern;

import io.ollamamax.prediction.Detector;
import io.ollamamax.prediction.FailureMode;
import io.ollamamax.prediction.Finding;
import io.ollamamax.prediction.Metric;
import io.ollamamax.prediction.Point;
import io.ollamamax.prediction.Window;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** Restarts, or outages, that follow one another ever faster, and when nothing is left between. */
public final class Quickening implements Detector {
  private static final int LEAST_EVENTS = 4;
  private static final double UP = 0.5;

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
    double span = window.span().toSeconds();
    if (events.size() < LEAST_EVENTS || window.end() - events.getLast() > span) {
      return List.of();
    }
    int gaps = events.size() - 1;
    long first = events.get(1) - events.get(0);
    long newest = events.get(gaps) - events.get(gaps - 1);
    if (newest >= first) {
      return List.of();
    }
    Onset onset = Onset.of(events, window.end(), span);
    String text =
        String.format(
            Locale.ROOT,
            "%d %s, ever faster: the newest after %d s, the first after %d s",
            events.size(),
            name,
            newest,
            first);
    return List.of(new Finding(mode, onset.within(span), onset.median(), text));
  }
}
