package io.ollamamax.prediction.series;

/**
 * Scores each point of a series as it comes, from the points before alone.
 *
 * <p>Three views of the series (a few points, some tens of points, this time of day) each give the
 * distance of the newest stretch to the nearest one in the past and how improbable that distance
 * is. The evidence of the views is added; after an alert the detector is silent for a share of what
 * it has seen, so that one anomaly is told once.
 */
public final class SeriesAnomalyDetector {
  /** A score at or above this is an alert. */
  public static final double ALERT = 0.5;

  /** Points kept to compare with: 16 bytes each. */
  public static final int DEFAULT_HISTORY = 8192;

  private static final double EVIDENCE_FOR_ALERT = 5.25;
  private static final double SILENT_SHARE = 0.05;

  private record View(Novelty novelty, Surprise surprise, double weight) {
    double evidence(History history) {
      double distance = novelty.distance(history);
      return Double.isNaN(distance) ? 0 : weight * surprise.of(distance);
    }
  }

  private final History history;
  private final View[] views = {
    new View(Novelty.ofAllTimes(4), new Surprise(2), 1),
    new View(Novelty.ofAllTimes(36), new Surprise(18), 1),
    new View(Novelty.ofTimeOfDay(24, 7200), new Surprise(6), 0.5)
  };
  private long seen;
  private long silentUntil;

  public SeriesAnomalyDetector() {
    this(DEFAULT_HISTORY);
  }

  /** Keeps at most so many points. */
  public SeriesAnomalyDetector(int history) {
    this.history = new History(history);
  }

  /**
   * The score of the next point, 0 to 1. A value that is no finite number is passed over.
   *
   * @param second the point's time, in seconds of the epoch
   */
  public double score(long second, double value) {
    if (!Double.isFinite(value)) {
      return 0;
    }
    history.add(second, value);
    seen++;
    double evidence = 0;
    for (View view : views) {
      evidence += view.evidence(history);
    }
    if (seen < silentUntil) {
      return 0;
    }
    double score = evidence / (evidence + EVIDENCE_FOR_ALERT);
    if (score >= ALERT) {
      silentUntil = seen + 1 + (long) (SILENT_SHARE * seen);
    }
    return score;
  }
}
