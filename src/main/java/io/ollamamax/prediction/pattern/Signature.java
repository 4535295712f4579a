package io.ollamamax.prediction.pattern;

import io.ollamamax.prediction.Detector;
import io.ollamamax.prediction.FailureMode;
import io.ollamamax.prediction.Finding;
import io.ollamamax.prediction.Metric;
import io.ollamamax.prediction.Window;
import io.ollamamax.prediction.statistical.Robust;
import java.util.List;
import java.util.Locale;

/** The named signatures of failures to come. */
public enum Signature implements Detector {
  /** Up and down in turn. */
  FLAPPING {
    @Override
    public List<Finding> find(Window window) {
      double[] answers = window.inSpan(Metric.ANSWERS).values();
      int turns = 0;
      for (int i = 1; i < answers.length; i++) {
        if (answers[i] < UP != answers[i - 1] < UP) {
          turns++;
        }
      }
      return found(FailureMode.FLAPPING, turns / 8.0, "%.0f changes between up and down", turns);
    }
  },
  /** Restarts that follow one another. */
  CRASH_LOOP {
    @Override
    public List<Finding> find(Window window) {
      double restarts = sum(window.inSpan(Metric.RESTARTS).values());
      return found(FailureMode.CRASH_LOOP, restarts / 6, "%.0f restarts", restarts);
    }
  },
  /** Many requests fail where few did. */
  ERROR_BURST {
    @Override
    public List<Finding> find(Window window) {
      double now = mean(window.recent(Metric.ERRORS).values());
      double before = mean(window.before(Metric.ERRORS).values());
      double more = now - (Double.isNaN(before) ? 0 : before);
      return found(FailureMode.ERRORS, more / 0.3, "%.0f %% of requests fail", 100 * now);
    }
  },
  /** First-token time climbs from quarter to quarter of the window. */
  LATENCY_STAIRCASE {
    @Override
    public List<Finding> find(Window window) {
      long quarter = window.span().toSeconds() / 4;
      double first = Double.NaN;
      double last = Double.NaN;
      for (int i = 4; i >= 1; i--) {
        long after = window.end() - i * quarter;
        double step =
            Robust.median(window.between(Metric.FIRST_TOKEN, after, after + quarter).values());
        if (Double.isNaN(step) || step < CLIMB * last) {
          return List.of();
        }
        first = Double.isNaN(first) ? step : first;
        last = step;
      }
      return found(
          FailureMode.OVERLOAD,
          (last / Math.max(first, 0.05) - 1) / 5,
          "first-token time climbs, %.1f times in the window",
          last / first);
    }
  },
  /** Models are loaded again and again, and requests wait for it. */
  RELOAD_THRASH {
    @Override
    public List<Finding> find(Window window) {
      double perMinute = sum(window.inSpan(Metric.LOADS).values()) * 60 / window.span().toSeconds();
      double slower = ratio(window, Metric.FIRST_TOKEN);
      return slower < 1.5
          ? List.of()
          : found(FailureMode.RELOAD_THRASH, perMinute / 5, "%.1f model loads/min", perMinute);
    }
  },
  /** Probes are answered and no token arrives. */
  SILENT_STALL {
    @Override
    public List<Finding> find(Window window) {
      double[] silence = window.recent(Metric.SILENCE).values();
      double now = silence.length == 0 ? 0 : silence[silence.length - 1];
      double[] before = window.before(Metric.SILENCE).values();
      double usual = before.length == 0 ? 0 : Robust.median(before);
      return now < 4 * usual
          ? List.of()
          : found(FailureMode.SILENT_STALL, now / 40, "no token for %.0f s", now);
    }
  },
  /** Tokens come at a fraction of the rate they had: the GPU was lost. */
  TOKEN_RATE_COLLAPSE {
    @Override
    public List<Finding> find(Window window) {
      double ratio = 1 / ratio(window, Metric.TOKEN_RATE);
      return found(
          FailureMode.SLOW_TOKENS, ratio / 10, "token rate is a %.0fth of what it was", ratio);
    }
  },
  /** A model's unloading is overdue and stays so. */
  STUCK_UNLOADING {
    @Override
    public List<Finding> find(Window window) {
      double[] stuck = window.inSpan(Metric.STUCK_UNLOADS).values();
      int since = stuck.length;
      while (since > 0 && stuck[since - 1] >= 1) {
        since--;
      }
      double span = window.span().toSeconds();
      double seconds = span * (stuck.length - since) / Math.max(1, stuck.length);
      return found(
          FailureMode.STUCK_UNLOAD, seconds / span, "unloading overdue for %.0f s", seconds);
    }
  };

  private static final double UP = 0.5;
  private static final double CLIMB = 1.15;
  private static final double LEAST = 0.2;

  private static List<Finding> found(FailureMode mode, double score, String text, double value) {
    return score >= LEAST
        ? List.of(new Finding(mode, Math.min(1, score), String.format(Locale.ROOT, text, value)))
        : List.of();
  }

  /** The recent median against that of before; NaN where either is unknown. */
  private static double ratio(Window window, Metric metric) {
    double before = Robust.median(window.before(metric).values());
    return Robust.median(window.recent(metric).values()) / before;
  }

  private static double sum(double[] values) {
    double sum = 0;
    for (double value : values) {
      sum += value;
    }
    return sum;
  }

  private static double mean(double[] values) {
    return sum(values) / values.length;
  }
}
