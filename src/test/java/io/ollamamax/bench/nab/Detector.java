package io.ollamamax.bench.nab;

import com.amazon.randomcutforest.RandomCutForest;
import io.ollamamax.prediction.series.SeriesAnomalyDetector;
import java.util.Random;

/** What is measured: the product's detector and what it must be better than. */
enum Detector {
  /** The product's. */
  OURS("ours", SeriesAnomalyDetector.ALERT) {
    @Override
    double[] scores(Series series) {
      SeriesAnomalyDetector detector = new SeriesAnomalyDetector();
      double[] scores = new double[series.rows()];
      for (int i = 0; i < scores.length; i++) {
        scores[i] = detector.score(series.seconds()[i], series.values()[i]);
      }
      return scores;
    }
  },
  /** Never detects. */
  NULL("null", 0.5) {
    @Override
    double[] scores(Series series) {
      return new double[series.rows()];
    }
  },
  /** Draws lots. */
  RANDOM("random", 0.999) {
    @Override
    double[] scores(Series series) {
      Random random = new Random(series.name().hashCode());
      double[] scores = new double[series.rows()];
      for (int i = 0; i < scores.length; i++) {
        scores[i] = random.nextDouble();
      }
      return scores;
    }
  },
  /** Distance to a moving average in moving deviations. */
  EWMA_Z("ewma_z", 0.5) {
    @Override
    double[] scores(Series series) {
      double[] scores = new double[series.rows()];
      double mean = series.values()[0];
      double variance = 0;
      for (int i = 1; i < scores.length; i++) {
        double difference = series.values()[i] - mean;
        double z = Math.abs(difference) / Math.sqrt(variance + EWMA_FLOOR * (1 + mean * mean));
        scores[i] = z / (z + EWMA_ALERT);
        mean += EWMA_WEIGHT * difference;
        variance = (1 - EWMA_WEIGHT) * (variance + EWMA_WEIGHT * difference * difference);
      }
      return Quiet.after(scores, 0.5);
    }
  },
  /** One random cut forest; its score becomes a tail probability as ours does. */
  FOREST("forest", 0.5) {
    @Override
    double[] scores(Series series) {
      RandomCutForest forest =
          RandomCutForest.builder()
              .dimensions(FOREST_SHINGLE)
              .shingleSize(FOREST_SHINGLE)
              .internalShinglingEnabled(true)
              .numberOfTrees(50)
              .sampleSize(256)
              .randomSeed(7)
              .outputAfter(32)
              .parallelExecutionEnabled(false)
              .build();
      double[] scores = new double[series.rows()];
      for (int i = 0; i < scores.length; i++) {
        float[] point = {(float) series.values()[i]};
        scores[i] = forest.getAnomalyScore(point);
        forest.update(point);
      }
      return Quiet.after(Quiet.tail(scores), 0.5);
    }
  };

  private static final double EWMA_WEIGHT = 0.05;
  private static final double EWMA_ALERT = 6;
  private static final double EWMA_FLOOR = 1e-9;
  private static final int FOREST_SHINGLE = 4;

  final String id;

  /** The threshold fixed beforehand. */
  final double fixed;

  Detector(String id, double fixed) {
    this.id = id;
    this.fixed = fixed;
  }

  abstract double[] scores(Series series);
}
