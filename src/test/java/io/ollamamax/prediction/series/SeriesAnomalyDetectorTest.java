package io.ollamamax.prediction.series;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

class SeriesAnomalyDetectorTest {
  private static final int STEP = 300;
  private static final int DAY = 86_400 / STEP;

  /** A daily rhythm with some noise. */
  private static double[] days(int days, long seed) {
    Random random = new Random(seed);
    double[] values = new double[days * DAY];
    Arrays.setAll(
        values, i -> 50 + 20 * Math.sin(2 * Math.PI * i / DAY) + 2 * random.nextGaussian());
    return values;
  }

  private static double[] scores(double[] values) {
    SeriesAnomalyDetector detector = new SeriesAnomalyDetector();
    double[] scores = new double[values.length];
    for (int i = 0; i < values.length; i++) {
      scores[i] = detector.score((long) STEP * i, values[i]);
    }
    return scores;
  }

  private static List<Integer> alerts(double[] values) {
    double[] scores = scores(values);
    List<Integer> alerts = new ArrayList<>();
    for (int i = 0; i < scores.length; i++) {
      if (scores[i] >= SeriesAnomalyDetector.ALERT) {
        alerts.add(i);
      }
    }
    return alerts;
  }

  @Test
  void aSpikeIsToldOnce() {
    double[] values = days(8, 1);
    values[6 * DAY] = 200;
    List<Integer> alerts = alerts(values);
    assertEquals(1, alerts.stream().filter(i -> i >= 6 * DAY && i < 6 * DAY + 50).count());
    assertTrue(alerts.contains(6 * DAY) || alerts.contains(6 * DAY + 1));
  }

  @Test
  void aRhythmThatHasBeenSeenIsNoAnomaly() {
    int alerts = 0;
    for (long seed = 0; seed < 10; seed++) {
      alerts += (int) alerts(days(8, seed)).stream().filter(i -> i > 2 * DAY).count();
    }
    assertTrue(alerts <= 3, alerts + " alerts in 60 days");
  }

  @Test
  void aPeakThatFailsToComeIsAnAnomaly() {
    double[] values = days(10, 3);
    for (int i = 8 * DAY + DAY / 8; i < 8 * DAY + DAY / 2; i++) {
      values[i] = values[8 * DAY];
    }
    assertTrue(alerts(values).stream().anyMatch(i -> i > 8 * DAY && i < 9 * DAY), "a flat noon");
  }

  @Test
  void thePastAloneDecides() {
    double[] values = days(6, 4);
    double[] other = values.clone();
    Arrays.fill(other, 1200, other.length, 7);
    assertArrayEquals(Arrays.copyOf(scores(values), 1200), Arrays.copyOf(scores(other), 1200), 0);
  }

  @Test
  void theUnitOfTheSeriesDoesNotMatter() {
    double[] values = days(6, 5);
    values[1500] = 200;
    for (double unit : new double[] {1e-9, 1e12}) {
      double[] scaled = Arrays.stream(values).map(v -> v * unit).toArray();
      assertArrayEquals(scores(values), scores(scaled), 1e-6);
    }
  }

  @Test
  void whatIsNoNumberIsPassedOver() {
    double[] values = days(4, 6);
    SeriesAnomalyDetector detector = new SeriesAnomalyDetector();
    double[] scores = new double[values.length];
    for (int i = 0; i < values.length; i++) {
      assertEquals(0, detector.score((long) STEP * i, Double.NaN));
      assertEquals(0, detector.score((long) STEP * i, Double.NEGATIVE_INFINITY));
      scores[i] = detector.score((long) STEP * i, values[i]);
    }
    assertArrayEquals(scores(values), scores, 0);
  }

  @Test
  void scoresLieBetweenNothingAndOneWhateverComes() {
    Random random = new Random(7);
    SeriesAnomalyDetector detector = new SeriesAnomalyDetector(100);
    for (int i = 0; i < 3000; i++) {
      double value =
          switch (random.nextInt(6)) {
            case 0 -> Double.MAX_VALUE;
            case 1 -> -Double.MAX_VALUE;
            case 2 -> 0;
            case 3 -> Double.NaN;
            default -> random.nextGaussian();
          };
      double score = detector.score(random.nextInt(), value);
      assertTrue(score >= 0 && score <= 1, "score " + score);
    }
  }

  @Test
  void aConstantSeriesIsQuietAndItsFirstChangeIsNot() {
    double[] values = new double[1000];
    assertEquals(List.of(), alerts(values));
    values[900] = 1;
    assertEquals(900, alerts(values).getFirst());
  }
}
