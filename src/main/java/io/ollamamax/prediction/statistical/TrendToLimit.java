package io.ollamamax.prediction.statistical;

import io.ollamamax.prediction.Detector;
import io.ollamamax.prediction.FailureMode;
import io.ollamamax.prediction.Finding;
import io.ollamamax.prediction.Metric;
import io.ollamamax.prediction.Window;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Metrics that grow steadily, and when they will have reached their limit. The whole window is
 * tried first, then ever shorter ends of it, for the growth may have begun with a step.
 */
public final class TrendToLimit implements Detector {
  private static final Map<Metric, FailureMode> MODES =
      Map.of(
          Metric.HOST_MEMORY, FailureMode.MEMORY_EXHAUSTION,
          Metric.GPU_MEMORY, FailureMode.GPU_MEMORY_EXHAUSTION,
          Metric.DISK, FailureMode.DISK_FULL,
          Metric.GPU_TEMPERATURE, FailureMode.OVERHEATING,
          Metric.FIRST_TOKEN, FailureMode.OVERLOAD,
          Metric.INTER_TOKEN, FailureMode.SLOW_TOKENS,
          Metric.ERRORS, FailureMode.ERRORS,
          Metric.SILENCE, FailureMode.SILENT_STALL);
  private static final double[] SHARES = {1, 0.6, 0.35};
  private static final int LEAST_VALUES = 16;
  private static final double SIGNIFICANT = 4;
  private static final double SLOWER = 0.3;
  private static final double FASTER = 1.5;
  private static final double STEADY = 0.6;
  private static final int NEWEST = 5;
  private static final double SHARPNESS = 10;

  @Override
  public List<Finding> find(Window window) {
    List<Finding> found = new ArrayList<>();
    window
        .limits()
        .values()
        .forEach(
            (metric, limit) -> {
              FailureMode mode = MODES.get(metric);
              Window.Values values = Trend.thinned(window.inSpan(metric));
              Double slope = growth(values);
              if (mode != null && slope != null) {
                double seconds = Math.max(0, (limit - newest(values)) / slope);
                double score = score(seconds / window.span().toSeconds());
                found.add(new Finding(mode, score, seconds, text(metric, slope, seconds)));
              }
            });
    return found;
  }

  /** A second; null where it does not grow steadily. */
  private static @Nullable Double growth(Window.Values values) {
    for (double share : SHARES) {
      int from = (int) Math.round(values.size() * (1 - share));
      Window.Values end = values.part(from, values.size());
      if (end.size() >= LEAST_VALUES && Trend.z(end.values()) > SIGNIFICANT) {
        double slope = Trend.slope(end);
        int middle = end.size() / 2;
        double first = Trend.slope(end.part(0, middle));
        double last = Trend.slope(end.part(middle, end.size()));
        if (slope > 0
            && first > SLOWER * slope
            && first < FASTER * slope
            && last > STEADY * slope) {
          return Math.max(slope, (slope + last) / 2); // it may grow ever faster
        }
      }
    }
    return null;
  }

  private static double newest(Window.Values values) {
    return Robust.median(values.part(values.size() - NEWEST, values.size()).values());
  }

  /** 1 at the limit, a half where it is one window away, towards 0 far beyond. */
  private static double score(double windows) {
    return 1 / (1 + Math.pow(windows, SHARPNESS));
  }

  private static String text(Metric metric, double slope, double seconds) {
    return String.format(
        Locale.ROOT,
        "%s grows %s/min, at its limit in %.1f min",
        metric.text(),
        metric.unit().text(slope * 60),
        seconds / 60);
  }
}
