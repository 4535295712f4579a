package io.ollamamax.prediction;

import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The findings of all families as one. Pure. */
final class Fusion {
  /** Numbers that the calibration sees of a family. */
  static final int FEATURES_EACH = 2;

  /** Numbers that it sees, in the order of the families' places. */
  static final int FEATURES = FEATURES_EACH * Family.values().length;

  private static final double TOLD_FROM = 0.3;
  private static final double KNOWS = 0.001;
  private static final double LEAST_SCORE = 0.02;
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

  /**
   * What the calibration sees, each by its strongest finding: trends, shifts, patterns with a time,
   * other patterns, the forest, the classifier. On the scale of logits, so that the sum of a
   * logistic regression fits; 0 is nothing found.
   */
  static double[] features(Map<Family, List<Finding>> findings, double classified) {
    List<Finding> statistical = findings.getOrDefault(Family.STATISTICAL, List.of());
    List<Finding> pattern = findings.getOrDefault(Family.PATTERN, List.of());
    double[] scores = {
      most(statistical.stream().filter(Fusion::timed).toList()),
      most(statistical.stream().filter(f -> !timed(f)).toList()),
      most(pattern.stream().filter(Fusion::timed).toList()),
      most(pattern.stream().filter(f -> !timed(f)).toList()),
      most(findings.getOrDefault(Family.ML, List.of())),
      classified
    };
    Arrays.setAll(scores, i -> logit(scores[i]));
    double near = near(findings);
    scores[1] *= near;
    scores[3] *= near;
    scores[4] *= near;
    scores[5] *= near;
    return scores;
  }

  /** How far what knows no time counts: less where something tells that there is time left. */
  private static double near(Map<Family, List<Finding>> findings) {
    Finding timed = timed(findings);
    return timed == null ? 1 : timed.score();
  }

  /** 0 for a score of 0, 2 for one of nearly 1. */
  private static double logit(double score) {
    double bounded = Math.max(LEAST_SCORE, Math.min(1 - LEAST_SCORE, score));
    return 1 + Math.log(bounded / (1 - bounded)) / Math.log((1 - LEAST_SCORE) / LEAST_SCORE);
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

  /** The strongest finding that knows a time. */
  static @Nullable Finding timed(Map<Family, List<Finding>> findings) {
    return findings.values().stream()
        .flatMap(List::stream)
        .filter(f -> timed(f) && f.score() >= KNOWS)
        .max(Comparator.comparingDouble(Finding::score))
        .orElse(null);
  }
}
