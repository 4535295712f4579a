package io.ollamamax.prediction.pattern;

import io.ollamamax.prediction.Detector;
import io.ollamamax.prediction.FailureMode;
import io.ollamamax.prediction.Finding;
import io.ollamamax.prediction.Window;
import java.util.List;
import java.util.Locale;

/**
 * A node that failed at this time of day before.
 *
 * @param failures seconds of the epoch of earlier failures of the node
 */
public record DailyRecurrence(List<Long> failures) implements Detector {
  private static final long DAY = 86_400;
  private static final long SLACK = 600;
  private static final double DAYS_FOR_CERTAINTY = 4;
  private static final int LEAST_DAYS = 2;

  public DailyRecurrence {
    failures = List.copyOf(failures);
  }

  @Override
  public List<Finding> find(Window window) {
    long horizon = window.end() + window.span().toSeconds();
    List<Long> due =
        failures.stream()
            .filter(f -> window.end() - f > DAY / 2)
            .filter(f -> Math.floorMod(horizon - f + SLACK / 2, DAY) <= SLACK)
            .toList();
    long days = due.stream().mapToLong(f -> f / DAY).distinct().count();
    if (days < LEAST_DAYS) {
      return List.of();
    }
    return List.of(
        new Finding(
            FailureMode.RECURRENCE,
            Math.min(1, days / DAYS_FOR_CERTAINTY),
            window.span().toSeconds(),
            String.format(Locale.ROOT, "failed at this time of day on %d days", days)));
  }
}
