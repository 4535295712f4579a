package io.ollamamax.prediction.ml;

import com.amazon.randomcutforest.RandomCutForest;
import io.ollamamax.prediction.FailureMode;
import io.ollamamax.prediction.Finding;
import io.ollamamax.prediction.Metric;
import io.ollamamax.prediction.Point;
import io.ollamamax.prediction.series.SeriesAnomalyDetector;
import io.ollamamax.prediction.series.Surprise;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.EnumMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Collectors;

/**
 * What a node's points are like together (a random cut forest over all metrics, each in deviations
 * from its mean), and how single series go. Learns from each point; not thread-safe.
 */
public final class NodeModels {
  private static final int TREES = 20;
  private static final int SAMPLE = 256;
  private static final int SERIES_HISTORY = 512;
  private static final double EVIDENCE_FOR_HALF = 4;
  private static final double MEAN_WEIGHT = 0.02;
  private static final double MOST_DEVIATIONS = 8;
  private static final int TOLD = 2;

  private final RandomCutForest forest;
  private final Surprise surprise = new Surprise(2);
  private final double[] means = new double[Metric.COUNT];
  private final double[] variances = new double[Metric.COUNT];
  private final boolean[] known = new boolean[Metric.COUNT];
  private final Map<Metric, SeriesAnomalyDetector> series = new EnumMap<>(Metric.class);

  public NodeModels(long seed) {
    forest =
        RandomCutForest.builder()
            .dimensions(Metric.COUNT)
            .numberOfTrees(TREES)
            .sampleSize(SAMPLE)
            .randomSeed(seed)
            .parallelExecutionEnabled(false)
            .build();
    for (Metric metric : List.of(Metric.FIRST_TOKEN, Metric.TOKEN_RATE)) {
      series.put(metric, new SeriesAnomalyDetector(SERIES_HISTORY));
    }
  }

  /** What is unusual in these next points. */
  public List<Finding> learn(List<Point> points) {
    double most = 0;
    float[] vector = new float[0];
    List<Finding> found = new ArrayList<>();
    for (Point point : points) {
      float[] deviations = deviations(point);
      double evidence = surprise.of(forest.getAnomalyScore(deviations));
      forest.update(deviations);
      double score = evidence / (evidence + EVIDENCE_FOR_HALF);
      if (score > most) {
        most = score;
        vector = deviations;
      }
      series.forEach(
          (metric, detector) -> {
            double one = detector.score(point.second(), point.get(metric));
            if (one >= SeriesAnomalyDetector.ALERT) {
              found.add(
                  new Finding(FailureMode.UNUSUAL, one, metric.text() + " goes as it never went"));
            }
          });
    }
    if (most > 0) {
      found.add(new Finding(FailureMode.UNUSUAL, most, "unlike itself in " + foremost(vector)));
    }
    return found;
  }

  /** Each metric in deviations from its moving mean; 0 where it is absent. */
  private float[] deviations(Point point) {
    float[] vector = new float[Metric.COUNT];
    for (int i = 0; i < vector.length; i++) {
      double value = point.values()[i];
      if (Double.isNaN(value)) {
        continue;
      }
      if (!known[i]) {
        known[i] = true;
        means[i] = value;
      }
      double difference = value - means[i];
      double unit = Math.sqrt(variances[i]) + 0.01 * Math.abs(means[i]) + 1e-3;
      double bounded = Math.max(-MOST_DEVIATIONS, Math.min(MOST_DEVIATIONS, difference / unit));
      vector[i] = (float) bounded;
      means[i] += MEAN_WEIGHT * difference;
      variances[i] = (1 - MEAN_WEIGHT) * (variances[i] + MEAN_WEIGHT * difference * difference);
    }
    return vector;
  }

  private static String foremost(float[] vector) {
    return Arrays.stream(Metric.values())
        .sorted(Comparator.comparingDouble(m -> -Math.abs(vector[m.place()])))
        .limit(TOLD)
        .map(m -> m.text().toLowerCase(Locale.ROOT))
        .collect(Collectors.joining(" and "));
  }
}
