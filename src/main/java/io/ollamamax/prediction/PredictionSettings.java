package io.ollamamax.prediction;

import io.ollamamax.config.FaultTolerance;
import java.time.Duration;
import java.util.EnumSet;
import java.util.Set;

/**
 * How to predict.
 *
 * @param threshold anomaly score from which an observation is anomalous
 * @param confidence calibrated probability from which a failure is predicted
 * @param interval between two rounds
 * @param window how far back an analysis goes, and how far ahead a prediction
 * @param families those that are on
 * @param shadow whether predictions are kept from whoever acts on them
 */
public record PredictionSettings(
    double threshold,
    double confidence,
    Duration interval,
    Duration window,
    Set<Family> families,
    boolean shadow,
    Limits limits) {
  private static final Duration LEAST_STEP = Duration.ofSeconds(4);
  private static final int STEPS_IN_INTERVAL = 8;

  public PredictionSettings {
    families = Set.copyOf(families);
  }

  /** As configured, for acting. */
  public static PredictionSettings of(FaultTolerance.PredictiveDetection config) {
    Set<Family> families = EnumSet.noneOf(Family.class);
    if (config.enableStatistical()) {
      families.add(Family.STATISTICAL);
    }
    if (config.enableMlDetection()) {
      families.add(Family.ML);
    }
    if (config.enablePatternRecognition()) {
      families.add(Family.PATTERN);
    }
    return new PredictionSettings(
        config.threshold(),
        config.confidenceThreshold(),
        config.predictionInterval(),
        config.windowSize(),
        families,
        false,
        Limits.DEFAULT);
  }

  /** The same without handing predictions on. */
  public PredictionSettings shadowed() {
    return new PredictionSettings(threshold, confidence, interval, window, families, true, limits);
  }

  /** The length of a point: a longer interval and a longer point cost less. */
  public Duration step() {
    Duration share = Duration.ofSeconds(interval.dividedBy(STEPS_IN_INTERVAL).toSeconds());
    return share.compareTo(LEAST_STEP) > 0 ? share : LEAST_STEP;
  }

  /** Whether what is kept of nodes under the other settings can be kept on. */
  boolean keeps(PredictionSettings other) {
    return step().equals(other.step())
        && window.equals(other.window)
        && families.equals(other.families);
  }
}
