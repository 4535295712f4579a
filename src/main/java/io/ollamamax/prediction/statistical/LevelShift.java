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

/** Metrics that left the level they had: EWMA in robust deviations, CUSUM, and ADWIN's consent. */
public final class LevelShift implements Detector {
  private static final Map<Metric, FailureMode> KINDS =
      Map.of(
          Metric.FIRST_TOKEN, FailureMode.OVERLOAD,
          Metric.INTER_TOKEN, FailureMode.SLOW_TOKENS,
          Metric.TOKEN_RATE, FailureMode.SLOW_TOKENS,
          Metric.QUEUE, FailureMode.OVERLOAD,
          Metric.ERRORS, FailureMode.ERRORS,
          Metric.GPU_TEMPERATURE, FailureMode.OVERHEATING);
  private static final int LEAST_VALUES = 20;
  private static final double WEIGHT = 0.3;
  private static final double SLACK = 1;
  private static final double FULL_Z = 12;
  private static final double FULL_CUSUM = 120;
  private static final double FLOOR_SHARE = 0.05;
  private static final double FLOOR = 0.01;

  @Override
  public List<Finding> find(Window window) {
    List<Finding> found = new ArrayList<>();
    KINDS.forEach(
        (metric, mode) -> {
          double[] before = window.before(metric).values();
          double[] span = window.inSpan(metric).values();
          if (before.length >= LEAST_VALUES && span.length >= LEAST_VALUES) {
            double level = Robust.median(before);
            double unit =
                Math.max(Robust.deviation(before), Math.max(FLOOR, FLOOR_SHARE * Math.abs(level)));
            double[] z = new double[span.length];
            Arrays.setAll(z, i -> metric.worse() * (span[i] - level) / unit);
            double shift = Ewma.of(z, WEIGHT);
            double score = score(shift, Cusum.of(z, SLACK), Adwin.cut(z) >= 0);
            if (score > 0) {
              found.add(new Finding(mode, score, text(metric, level, shift * unit)));
            }
          }
        });
    return found;
  }

  private static double score(double shift, double cusum, boolean changed) {
    if (shift <= SLACK) {
      return 0;
    }
    double score = 0.6 * Math.min(1, shift / FULL_Z) + 0.3 * Math.min(1, cusum / FULL_CUSUM);
    return changed ? score + 0.1 : 0.5 * score;
  }

  private static String text(Metric metric, double level, double shift) {
    double now = level + metric.worse() * shift;
    return level == 0
        ? String.format(Locale.ROOT, "%s is %.3g, was 0", metric.text(), now)
        : String.format(Locale.ROOT, "%s %.1f times what it was", metric.text(), now / level);
  }
}
