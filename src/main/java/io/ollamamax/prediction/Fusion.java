package io.ollamamax.prediction;

import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The findings of all families as one. Pure. */
final class Fusion {
  /** Numbers that the calibration sees. */
  static final int FEATURES = 6;

  private static final double TOLD_FROM = 0.3;
  private static final double AGREES_FROM = 0.5;
  private static final int MOST_EVIDENCE = 4;

  private Fusion() {}

  /** The strongest family, raised by the second. */
  static double anomaly(Map<Family, List<Finding>> findings) {
    double[] scores = findings.values().stream().mapToDouble(Fusion::most).sorted().toArray();
    if (scores.length == 0) {
      return 0;
    }
    double first = scores[scores.length - 1];
    double second = scores.length > 1 ? scores[scores.length - 2] : 0;
    return first + 0.5 * (1 - first) * second;
  }

  /** Trend, shift, pattern, forest, classifier (0 where it is off), agreement of families. */
  static double[] features(Map<Family, List<Finding>> findings, double classified) {
    List<Finding> statistical = findings.getOrDefault(Family.STATISTICAL, List.of());
    double trend = most(statistical.stream().filter(Fusion::timed).toList());
    double shift = most(statistical.stream().filter(f -> !timed(f)).toList());
    double pattern = most(findings.getOrDefault(Family.PATTERN, List.of()));
    double forest = most(findings.getOrDefault(Family.ML, List.of()));
    double agreeing =
        Arrays.stream(new double[] {Math.max(trend, shift), pattern, Math.max(forest, classified)})
            .filter(s -> s >= AGREES_FROM)
            .count();
    return new double[] {trend, shift, pattern, forest, classified, Math.max(0, agreeing - 1)};
  }

  private static boolean timed(Finding finding) {
    return !Double.isNaN(finding.secondsToFailure());
  }

  static double most(List<Finding> findings) {
    return findings.stream().mapToDouble(Finding::score).max().orElse(0);
  }

  /** Those worth telling, the strongest first; what is only unusual comes last. */
  static List<Finding> told(Map<Family, List<Finding>> findings) {
    return findings.values().stream()
        .flatMap(List::stream)
        .filter(f -> f.score() >= TOLD_FROM)
        .sorted(
            Comparator.comparing((Finding f) -> f.mode() == FailureMode.UNUSUAL)
                .thenComparing(Comparator.comparingDouble(Finding::score).reversed()))
        .limit(MOST_EVIDENCE)
        .toList();
  }

  /** The strongest finding with a time within the horizon. */
  static @Nullable Finding timed(List<Finding> told, double horizon) {
    return told.stream()
        .filter(Fusion::timed)
        .filter(f -> f.secondsToFailure() <= horizon)
        .findFirst()
        .orElse(null);
  }
}
