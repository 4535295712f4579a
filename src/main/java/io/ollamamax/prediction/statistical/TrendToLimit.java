package io.ollamamax.prediction.statistical;

import io.ollamamax.prediction.Detector;
import io.ollamamax.prediction.FailureMode;
import io.ollamamax.prediction.Finding;
import io.ollamamax.prediction.Metric;
import io.ollamamax.prediction.Window;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/** Metrics that grow steadily, and when they will have reached their limit. */
public final class TrendToLimit implements Detector {
  private static final Map<Metric, FailureMode> KINDS =
      Map.of(
          Metric.HOST_MEMORY, FailureMode.MEMORY_EXHAUSTION,
          Metric.GPU_MEMORY, FailureMode.GPU_MEMORY_EXHAUSTION,
          Metric.DISK, FailureMode.DISK_FULL,
          Metric.GPU_TEMPERATURE, FailureMode.OVERHEATING,
          Metric.FIRST_TOKEN, FailureMode.OVERLOAD,
          Metric.INTER_TOKEN, FailureMode.SLOW_TOKENS);
  private static final int LEAST_VALUES = 16;
  private static final double SIGNIFICANT = 4;
  private static final double STEADY = 0.4;
  private static final int NEWEST = 5;

  @Override
  public List<Finding> find(Window window) {
    List<Finding> found = new ArrayList<>();
    window
        .limits()
        .values()
        .forEach(
            (metric, limit) -> {
              Window.Values values = window.inSpan(metric);
              FailureMode mode = KINDS.get(metric);
              if (mode != null && values.size() >= LEAST_VALUES) {
                Trend trend = Trend.of(values);
                if (trend.slope() > 0 && trend.z() > SIGNIFICANT && steady(values, trend)) {
                  double left = limit - newest(values);
                  double seconds = Math.max(0, left / trend.slope());
                  double score = score(seconds / window.span().toSeconds());
                  found.add(
                      new Finding(mode, score, seconds, text(metric, trend.slope(), seconds)));
                }
              }
            });
    return found;
  }

  /** A step is no trend: both halves rise. */
  private static boolean steady(Window.Values values, Trend trend) {
    int middle = values.size() / 2;
    return half(values, 0, middle) > STEADY * trend.slope()
        && half(values, middle, values.size()) > STEADY * trend.slope();
  }

  private static double half(Window.Values values, int from, int to) {
    return Trend.of(
            new Window.Values(
                Arrays.copyOfRange(values.seconds(), from, to),
                Arrays.copyOfRange(values.values(), from, to)))
        .slope();
  }

  private static double newest(Window.Values values) {
    return Robust.median(
        Arrays.copyOfRange(values.values(), values.size() - NEWEST, values.size()));
  }

  /** 1 at the limit, 0.8 at the horizon, towards 0 far beyond. */
  private static double score(double spans) {
    return spans <= 1 ? 1 - 0.2 * spans : 0.8 / (1 + 2 * (spans - 1));
  }

  private static String text(Metric metric, double slope, double seconds) {
    boolean share =
        metric == Metric.HOST_MEMORY || metric == Metric.GPU_MEMORY || metric == Metric.DISK;
    String unit =
        share ? " points of percent/min" : metric == Metric.GPU_TEMPERATURE ? " °C/min" : " s/min";
    return String.format(
        Locale.ROOT,
        "%s grows %.2f%s, at its limit in %.1f min",
        metric.text(),
        slope * 60 * (share ? 100 : 1),
        unit,
        seconds / 60);
  }
}
