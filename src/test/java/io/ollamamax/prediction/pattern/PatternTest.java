package io.ollamamax.prediction.pattern;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.ollamamax.prediction.Detector;
import io.ollamamax.prediction.FailureMode;
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
import java.util.Map;
import java.util.Set;
import java.util.function.IntToDoubleFunction;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

class PatternTest {
  private static final int STEP = 4;
  private static final int POINTS = 225;
  private static final int EVENT = 150;

  private static Window window(Map<Metric, IntToDoubleFunction> metrics) {
    return window(metrics, Peers.none());
  }

  private static Window window(Map<Metric, IntToDoubleFunction> metrics, Peers peers) {
    List<Point> points = new ArrayList<>();
    for (int i = 0; i < POINTS; i++) {
      double[] values = new double[Metric.COUNT];
      Arrays.fill(values, Double.NaN);
      int place = i;
      metrics.forEach((metric, value) -> values[metric.place()] = value.applyAsDouble(place));
      points.add(new Point((long) STEP * i, values));
    }
    return new Window(points, Duration.ofMinutes(5), Limits.DEFAULT, peers);
  }

  private static Set<FailureMode> modes(Window window) {
    return Arrays.stream(Signature.values())
        .flatMap(s -> s.find(window).stream())
        .map(Finding::mode)
        .collect(Collectors.toSet());
  }

  @Test
  void aNodeThatIsWellHasNoSignature() {
    assertEquals(
        Set.of(),
        modes(
            window(
                Map.of(
                    Metric.ANSWERS, i -> 1,
                    Metric.RESTARTS, i -> 0,
                    Metric.ERRORS, i -> 0.01,
                    Metric.FIRST_TOKEN, i -> 0.3 + 0.01 * (i % 7),
                    Metric.LOADS, i -> i % 100 == 0 ? 1 : 0,
                    Metric.SILENCE, i -> 1 + i % 2,
                    Metric.TOKEN_RATE, i -> 40 + i % 3,
                    Metric.STUCK_UNLOADS, i -> 0))));
  }

  @Test
  void eachSignatureIsFoundByItsSeries() {
    assertEquals(
        Set.of(FailureMode.FLAPPING),
        modes(window(Map.of(Metric.ANSWERS, i -> i > EVENT && i % 20 < 3 ? 0 : 1))));
    assertEquals(
        Set.of(FailureMode.CRASH_LOOP),
        modes(window(Map.of(Metric.RESTARTS, i -> i > EVENT && i % 15 == 0 ? 1 : 0))));
    assertEquals(
        Set.of(FailureMode.ERRORS),
        modes(window(Map.of(Metric.ERRORS, i -> i > EVENT ? 0.2 : 0.01))));
    assertEquals(
        Set.of(FailureMode.OVERLOAD),
        modes(
            window(
                Map.of(Metric.FIRST_TOKEN, i -> i < EVENT ? 0.3 : 0.3 * (1 + (i - EVENT) / 10)))));
    assertEquals(
        Set.of(FailureMode.RELOAD_THRASH),
        modes(
            window(
                Map.of(
                    Metric.LOADS, i -> i > EVENT && i % 4 == 0 ? 1 : 0,
                    Metric.FIRST_TOKEN, i -> i > EVENT ? 5 : 0.3))));
    assertEquals(
        Set.of(FailureMode.SILENT_STALL),
        modes(window(Map.of(Metric.SILENCE, i -> i > POINTS - 10 ? 4.0 * (i - POINTS + 10) : 1))));
    assertEquals(
        Set.of(FailureMode.SLOW_TOKENS),
        modes(window(Map.of(Metric.TOKEN_RATE, i -> i > POINTS - 20 ? 3 : 40))));
    assertEquals(
        Set.of(FailureMode.STUCK_UNLOAD),
        modes(window(Map.of(Metric.STUCK_UNLOADS, i -> i > EVENT + 20 ? 1 : 0))));
  }

  @Test
  void whatComesEverFasterHasATime() {
    Set<Integer> at = Set.of(50, 90, 126, 158, 186, 210);
    Finding found =
        only(new Quickening(), window(Map.of(Metric.RESTARTS, i -> at.contains(i) ? 1 : 0)));
    assertEquals(FailureMode.CRASH_LOOP, found.mode());
    assertTrue(found.secondsToFailure() > 200 && found.secondsToFailure() < 600, found::toString);
    assertEquals(
        List.of(),
        new Quickening().find(window(Map.of(Metric.RESTARTS, i -> i % 40 == 0 ? 1 : 0))));
  }

  @Test
  void aNodeIsComparedWithItsPeers() {
    double[] usual = new double[Metric.COUNT];
    Arrays.fill(usual, 0.3);
    Peers peers = new Peers(usual);
    assertEquals(
        "first-token time 3.1 times its peers'",
        only(new PeerComparison(), window(Map.of(Metric.FIRST_TOKEN, i -> 0.93), peers))
            .evidence());
    assertEquals(
        List.of(), new PeerComparison().find(window(Map.of(Metric.FIRST_TOKEN, i -> 0.4), peers)));
    assertEquals(List.of(), new PeerComparison().find(window(Map.of(Metric.FIRST_TOKEN, i -> 9))));
  }

  @Test
  void whatFailedAtThisTimeOfDayIsExpectedAgain() {
    long end = STEP * (POINTS - 1L);
    long due = end + 300;
    Window window = window(Map.of(Metric.ANSWERS, i -> 1));
    List<Long> twice = List.of(due - 2 * 86_400, due - 86_400 + 60);
    assertEquals(
        "failed at this time of day on 2 days",
        only(new DailyRecurrence(twice), window).evidence());
    assertEquals(List.of(), new DailyRecurrence(List.of(due - 86_400)).find(window));
    assertEquals(
        List.of(),
        new DailyRecurrence(List.of(due - 2 * 86_400 - 7200, due - 86_400 - 7200)).find(window));
  }

  private static Finding only(Detector detector, Window window) {
    List<Finding> found = detector.find(window);
    assertEquals(1, found.size(), found::toString);
    return found.getFirst();
  }
}
