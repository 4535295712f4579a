package io.ollamamax.prediction.pattern;

import io.ollamamax.prediction.Detector;
import io.ollamamax.prediction.FailureMode;
import io.ollamamax.prediction.Finding;
import io.ollamamax.prediction.Metric;
import io.ollamamax.prediction.Window;
import io.ollamamax.prediction.statistical.Robust;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/** A node that does far worse than others at the same time. */
public final class PeerComparison implements Detector {
  private static final Map<Metric, FailureMode> KINDS =
      Map.of(
          Metric.FIRST_TOKEN, FailureMode.OVERLOAD,
          Metric.INTER_TOKEN, FailureMode.SLOW_TOKENS);
  private static final double FULL_RATIO = 8;
  private static final double LEAST_RATIO = 2;

  @Override
  public List<Finding> find(Window window) {
    List<Finding> found = new ArrayList<>();
    KINDS.forEach(
        (metric, mode) -> {
          double ratio =
              Robust.median(window.recent(metric).values()) / window.peers().usual(metric);
          if (ratio >= LEAST_RATIO) {
            String evidence =
                String.format(Locale.ROOT, "%s %.1f times its peers'", metric.text(), ratio);
            found.add(new Finding(mode, Math.min(1, ratio / FULL_RATIO), evidence));
          }
        });
    return found;
  }
}
