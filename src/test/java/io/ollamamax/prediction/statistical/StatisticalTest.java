package io.ollamamax.prediction.statistical;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.ollamamax.prediction.Finding;
import io.ollamamax.prediction.Limits;
import io.ollamamax.prediction.Metric;
import io.ollamamax.prediction.Peers;
import io.ollamamax.prediction.Point;
import io.ollamamax.prediction.Window;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class StatisticalTest {
  private static double[] noise(int length, long seed) {
    SplittableRandom random = new SplittableRandom(seed);
    return IntStream.range(0, length).mapToDouble(i -> random.nextGaussian()).toArray();
  }

  @Test
  void medianAndDeviationIgnoreOutliers() {
    double[] values = {1, 2, 3, 4, 1000};
    assertEquals(3, Robust.median(values));
    assertEquals(1.4826, Robust.deviation(values), 1e-4);
    assertEquals(2.5, Robust.median(new double[] {1, 2, 3, 4}));
    assertTrue(Double.isNaN(Robust.median(new double[0])));
  }

  @Test
  void ewmaFollows() {
    assertEquals(1, Ewma.of(new double[] {1, 1, 1}, 0.3));
    assertEquals(1.3, Ewma.of(new double[] {1, 2}, 0.3), 1e-9);
  }

  @Test
  void cusumSumsWhatIsAboveTheSlack() {
    assertEquals(0, Cusum.of(new double[] {0, 0.5, 1}, 1));
    assertEquals(6, Cusum.of(new double[] {-9, 3, 3, 3}, 1));
  }

  @Test
  void adwinFindsAChangeAndOnlyAChange() {
    int found = 0;
    for (int seed = 0; seed < 100; seed++) {
      double[] steady = noise(75, seed);
      found += Adwin.cut(steady) >= 0 ? 1 : 0;
      double[] step = noise(75, seed);
      Arrays.setAll(step, i -> step[i] + (i >= 50 ? 4 : 0));
      assertEquals(50, Adwin.cut(step), 3);
    }
    assertEquals(0, found);
  }

  @Test
  void mannKendallIsOneDeviationOnNoiseAndManyOnATrend() {
    double squares = 0;
    for (int seed = 0; seed < 200; seed++) {
      double z = Trend.z(noise(60, seed));
      squares += z * z / 200;
    }
    assertEquals(1, squares, 0.3);
    assertTrue(Trend.z(IntStream.range(0, 60).asDoubleStream().toArray()) > 10);
    assertEquals(0, Trend.z(new double[] {5, 5, 5, 5, 5}));
  }

  /** Memory that grows by so much a point on average, unsteadily, seen for five minutes. */
  private static double[] walk(SplittableRandom random, double from, int points) {
    double[] values = new double[points];
    double now = from;
    for (int i = 0; i < points; i++) {
      now += 0.004 + 0.008 * random.nextGaussian();
      values[i] = now;
    }
    return values;
  }

  private static List<Finding> found(double[] memory) {
    List<Point> points = new ArrayList<>();
    for (int i = 0; i < memory.length; i++) {
      double[] values = new double[Metric.COUNT];
      Arrays.fill(values, Double.NaN);
      values[Metric.HOST_MEMORY.place()] = memory[i];
      points.add(new Point(4L * i, values));
    }
    Window window = new Window(points, Duration.ofMinutes(5), Limits.DEFAULT, Peers.none());
    return new TrendToLimit().find(window);
  }

  @Test
  void theProbabilityToReachALimitIsTrue() {
    double said = 0;
    double came = 0;
    int seen = 0;
    for (int seed = 0; seed < 400; seed++) {
      SplittableRandom random = new SplittableRandom(seed);
      double[] memory = walk(random, random.nextDouble(0.2, 0.6), 75);
      List<Finding> found = found(memory);
      double[] later = walk(random, memory[74], 75);
      if (!found.isEmpty() && memory[74] < 0.98) {
        seen++;
        said += found.getFirst().score();
        came += Arrays.stream(later).anyMatch(m -> m >= 0.98) ? 1 : 0;
      }
    }
    assertTrue(seen > 100, "growth was seen " + seen + " times");
    assertEquals(came / seen, said / seen, 0.1);
    assertTrue(came > 0.2 * seen && came < 0.8 * seen, "neither always nor never: " + came);
  }

  @Test
  void whatIsBeyondItsLimitIsNoTrendTowardsIt() {
    double[] memory = IntStream.range(0, 75).mapToDouble(i -> 0.9 + 0.001 * i).toArray();
    assertEquals(1, found(memory).size());
    Arrays.setAll(memory, i -> memory[i] + 0.1);
    assertEquals(List.of(), found(memory));
  }

  @Test
  void theilSenIgnoresOutliers() {
    double[] seconds = IntStream.range(0, 60).asDoubleStream().toArray();
    double[] values = Arrays.stream(seconds).map(s -> 0.5 * s).toArray();
    for (int i = 0; i < 60; i += 6) {
      values[i] = 1e6;
    }
    assertEquals(0.5, Trend.slope(new Window.Values(seconds, values)), 0.05);
  }
}
