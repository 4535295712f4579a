package io.ollamamax.prediction.statistical;

import io.ollamamax.prediction.Detector;
import io.ollamamax.prediction.FailureMode;
import io.ollamamax.prediction.Finding;
import io.ollamamax.prediction.Metric;
import io.ollamamax.prediction.Window;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Metrics that grow steadily, when they will have reached their limit, and how probable it is that
 * they will within the horizon. The whole window is tried first, then ever shorter ends of it, for
 * the growth may have begun with a step.
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
  // What clients bear: nodes go on for a while beyond it.
  private static final Set<Metric> SOFT =
      EnumSet.of(Metric.FIRST_TOKEN, Metric.INTER_TOKEN, Metric.ERRORS, Metric.SILENCE);
  private static final double BEYOND = 1.1;
  private static final double SPREAD = 0.12;
  private static final double[] SHARES = {1, 0.6, 0.35};
  private static final int LEAST_VALUES = 16;
  private static final double SIGNIFICANT = 4;
  private static final double SLOWER = 0.3;
  private static final double FASTER = 1.5;
  private static final double STEADY = 0.6;
  private static final int NEWEST = 5;
  private static final int BLOCKS = 6;
  private static final double UNSTEADY = 0.1;

  /**
   * How a metric grows.
   *
   * @param slope a second
   * @param variance of the growth within a second
   * @param seconds over which it was seen
   */
  private record Growth(double slope, double variance, double seconds) {
    /**
     * The probability that it has grown so far within a time: a Wiener process with drift, whose
     * drift is known as well as it was seen for so long.
     */
    double reaches(double distance, double spread, double horizon) {
      double unsteady = UNSTEADY * slope * horizon * Math.max(1, horizon / seconds);
      double all =
          variance * horizon * (1 + horizon / seconds) + unsteady * unsteady + spread * spread;
      return Normal.below((slope * horizon - distance) / Math.sqrt(all));
    }
  }

  @Override
  public List<Finding> find(Window window) {
    List<Finding> found = new ArrayList<>();
    window.limits().values().forEach((metric, limit) -> look(window, metric, limit, found));
    return found;
  }

  private static void look(Window window, Metric metric, double limit, List<Finding> found) {
    FailureMode mode = MODES.get(metric);
    Window.Values values = Trend.thinned(window.inSpan(metric));
    Growth growth = growth(values);
    if (mode == null || growth == null) {
      return;
    }
    boolean soft = SOFT.contains(metric);
    double reach = soft ? BEYOND * limit : limit;
    double distance = reach - newest(values);
    if (distance <= 0) {
      return; // it was no limit for this node
    }
    double score =
        growth.reaches(distance, soft ? SPREAD * reach : 0, (double) window.span().toSeconds());
    double seconds = distance / growth.slope();
    found.add(new Finding(mode, score, seconds, text(metric, growth.slope(), seconds)));
  }

  /** Null where it does not grow steadily. */
  private static @Nullable Growth growth(Window.Values values) {
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
          double now = Math.max(slope, (slope + last) / 2); // it may grow ever faster
          double[] seconds = end.seconds();
          return new Growth(now, variance(end, slope), seconds[seconds.length - 1] - seconds[0]);
        }
      }
    }
    return null;
  }

  /** Of the growth from block to block, for a second. */
  private static double variance(Window.Values values, double slope) {
    int each = values.size() / BLOCKS;
    double sum = 0;
    double length = 0;
    for (int i = 1; i < BLOCKS; i++) {
      Window.Values before = values.part((i - 1) * each, i * each);
      Window.Values block = values.part(i * each, (i + 1) * each);
      double seconds = block.seconds()[0] - before.seconds()[0];
      double more = Robust.median(block.values()) - Robust.median(before.values());
      double off = more - slope * seconds;
      sum += off * off;
      length += seconds;
    }
    return sum / length;
  }

  private static double newest(Window.Values values) {
    return Robust.median(values.part(values.size() - NEWEST, values.size()).values());
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
