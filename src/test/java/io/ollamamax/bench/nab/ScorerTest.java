package io.ollamamax.bench.nab;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Against NAB's own definition: its sweeper and scorer, worked out by hand. */
class ScorerTest {
  private static final double EXACT = 1e-9;

  /** A hundred rows a minute apart, so that the first 15 are not scored. */
  private static Series series(Series.Window... windows) {
    long[] seconds = new long[100];
    Arrays.setAll(seconds, i -> 60L * i);
    return new Series("folder/file.csv", seconds, new double[100], List.of(windows));
  }

  private static Scorer detecting(Series series, int... rows) {
    double[] scores = new double[series.rows()];
    for (int row : rows) {
      scores[row] = 1;
    }
    return new Scorer(List.of(Run.of(series, scores)));
  }

  private static double sigmoid(double x) {
    return 2 / (1 + Math.exp(5 * x)) - 1;
  }

  @Test
  void noDetectionIsNothingAndTheFirstRowOfEachWindowIsPerfect() {
    Series series = series(new Series.Window(20, 29), new Series.Window(60, 69));
    for (Profile profile : Profile.values()) {
      assertEquals(0, detecting(series).score(1, profile), EXACT);
      assertEquals(100, detecting(series, 20, 60).score(1, profile), EXACT);
    }
  }

  @Test
  void theEarliestDetectionOfAWindowCountsAlone() {
    Series series = series(new Series.Window(20, 29));
    double raw = sigmoid(-0.5) / sigmoid(-1);
    assertEquals(
        100 * (raw + 1) / 2, detecting(series, 25, 27, 29).score(1, Profile.STANDARD), EXACT);
    assertEquals(
        100 * (raw + 2) / 3, detecting(series, 25, 27, 29).score(1, Profile.LOW_FN), EXACT);
  }

  @Test
  void theLastRowOfAWindowStillCountsForSomething() {
    Series series = series(new Series.Window(20, 29));
    double raw = sigmoid(-0.1) / sigmoid(-1);
    assertEquals(100 * (raw + 1) / 2, detecting(series, 29).score(1, Profile.STANDARD), EXACT);
  }

  @Test
  void falseAlarmsCostByTheirDistancePastTheWindowBefore() {
    Series series = series(new Series.Window(20, 29));
    double perfect = 1;
    double near = sigmoid(3 / 9.0);
    assertEquals(
        100 * (perfect + 0.11 * near + 1) / 2,
        detecting(series, 20, 32).score(1, Profile.STANDARD),
        EXACT);
    assertEquals(
        100 * (perfect + 0.22 * near + 1) / 2,
        detecting(series, 20, 32).score(1, Profile.LOW_FP),
        EXACT);
    assertEquals(
        100 * (perfect - 0.11 + 1) / 2,
        detecting(series, 20, 57).score(1, Profile.STANDARD),
        EXACT,
        "beyond three widths");
    assertEquals(
        100 * (perfect - 0.11 + 1) / 2,
        detecting(series, 16, 20).score(1, Profile.STANDARD),
        EXACT,
        "before any window");
  }

  @Test
  void rowsOnProbationAreNotScored() {
    Series series = series(new Series.Window(10, 29));
    Scorer scorer = detecting(series, 3, 12);
    assertEquals(0, scorer.score(1, Profile.STANDARD), EXACT);
    assertEquals(0, scorer.falseAlarms(1));
    assertEquals(0, scorer.found(1));
    long[] seconds = new long[6000];
    assertEquals(
        750, new Series("a/b", seconds, new double[6000], List.of()).probation(), "at most 750");
  }

  @Test
  void falseAlarmsAreCountedInEachRowAndByDay() {
    Scorer scorer = detecting(series(new Series.Window(20, 29)), 30, 31, 25);
    assertEquals(2, scorer.falseAlarms(1));
    assertEquals(1, scorer.found(1));
    assertEquals((99 - 15) / 1440.0, scorer.days(), EXACT);
  }

  @Test
  void theBestThresholdIsThatOfAllSeriesTogether() {
    Series first = series(new Series.Window(20, 29));
    Series second = series(new Series.Window(50, 59));
    double[] one = new double[100];
    one[20] = 0.4;
    double[] other = new double[100];
    other[40] = 0.6;
    other[50] = 0.7;
    other[90] = 0.3;
    Scorer scorer = new Scorer(List.of(Run.of(first, one), Run.of(second, other)));
    Scorer.Best best = scorer.best(Profile.STANDARD);
    assertEquals(0.4, best.threshold());
    assertEquals(100 * (1 + 1 - 0.11 + 2) / 4, best.score(), EXACT);
    assertEquals(best.score(), scorer.score(best.threshold(), Profile.STANDARD), EXACT);
  }

  @Test
  void theSweepFindsNothingBetterThanEachThresholdTriedAlone() {
    Series series = series(new Series.Window(20, 29), new Series.Window(60, 69));
    double[] scores = Detector.RANDOM.scores(series);
    Scorer scorer = new Scorer(List.of(Run.of(series, scores)));
    for (Profile profile : Profile.values()) {
      double best = 0;
      for (double threshold : scores) {
        best = Math.max(best, scorer.score(threshold, profile));
      }
      assertEquals(best, scorer.best(profile).score(), EXACT);
      assertTrue(best < 100);
    }
  }

  @Test
  void whatDetectsNothingIsBestLeftAlone() {
    Scorer scorer = detecting(series(new Series.Window(20, 29)), 18);
    assertEquals(Double.POSITIVE_INFINITY, scorer.best(Profile.STANDARD).threshold());
    assertEquals(0, scorer.best(Profile.STANDARD).score(), EXACT);
  }
}
