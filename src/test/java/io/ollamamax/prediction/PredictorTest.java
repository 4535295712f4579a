package io.ollamamax.prediction;

import static io.ollamamax.prediction.Nodes.A;
import static io.ollamamax.prediction.Nodes.DEFAULTS;
import static io.ollamamax.prediction.Nodes.START;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.ollamamax.cluster.Fault;
import io.ollamamax.cluster.NodeId;
import io.ollamamax.sim.faults.FaultFamily;
import io.ollamamax.sim.prediction.FleetHour;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

class PredictorTest {
  private static final long LEAK = 900;
  private static final long LASTS = 900;

  private final List<PredictionEvent> events = new ArrayList<>();
  private PredictionView view = PredictionView.none(true, false);
  private long second;

  /** Lives until a second; rounds each interval. */
  private void live(Predictor predictor, PredictionSettings settings, long until) {
    while (second < until) {
      second++;
      double memory = Nodes.leak(second, LEAK, LASTS);
      predictor.sample(A, Nodes.well(second, memory).build());
      if (second % settings.interval().toSeconds() == 0) {
        Round round = predictor.round(now(), Set.of());
        view = round.view();
        events.addAll(round.events());
      }
    }
  }

  private Instant now() {
    return START.plusSeconds(second);
  }

  private <E> List<E> told(Class<E> kind) {
    return events.stream().filter(kind::isInstance).map(kind::cast).toList();
  }

  private Prediction predicted(PredictionSettings settings) {
    live(Predictor.taught(settings, 1), settings, LEAK + LASTS - 1);
    return told(PredictionEvent.Published.class).getFirst().prediction();
  }

  @Test
  void aLeakIsForeseenWithWhenAndWhy() {
    Prediction prediction = predicted(DEFAULTS);
    assertEquals(A, prediction.node());
    assertEquals(FailureMode.MEMORY_EXHAUSTION, prediction.mode());
    assertTrue(prediction.confidence() >= 0.8, () -> "confidence " + prediction.confidence());
    Instant end = START.plusSeconds(LEAK + LASTS);
    long off = Math.abs(Duration.between(prediction.expected(), end).toSeconds());
    assertTrue(off < 60, () -> "expected " + off + " s off");
    assertTrue(
        prediction.evidence().getFirst().startsWith("host memory grows 3."),
        () -> prediction.evidence().toString());
    assertEquals("slow-leak", prediction.fault().mode());
    assertEquals(List.of(prediction.fault()), view.faults());
  }

  @Test
  void aNodeThatIsWellIsNotForeseenToFail() {
    live(Predictor.taught(DEFAULTS, 1), DEFAULTS, LEAK);
    assertEquals(List.of(), events);
    Assessment newest = view.nodes().getFirst();
    assertFalse(newest.anomalous());
    assertEquals(Set.of(Family.values()), newest.scores().keySet());
    assertEquals(LEAK / 30, view.analyses());
  }

  @Test
  void earlierFailuresOutliveOtherSettingsButNotTheNode() {
    Predictor predictor = Predictor.taught(DEFAULTS, 1);
    live(predictor, DEFAULTS, 60);
    for (int i = 0; i < 100; i++) {
      predictor.failed(A, FailureMode.DOWN, now());
    }
    predictor.configure(Nodes.only(Family.ML));
    assertEquals(64, predictor.memory().failures().getOrDefault(A, List.of()).size());
    predictor.retain(Set.of());
    assertEquals(Map.of(), predictor.memory().failures());
  }

  @Test
  void aFailureMakesThePredictionTrueAndTeaches() {
    Predictor predictor = Predictor.taught(DEFAULTS, 1);
    PredictionMemory before = predictor.memory();
    live(predictor, DEFAULTS, LEAK + LASTS - 1);
    second++;
    predictor.failed(A, FailureMode.MEMORY_EXHAUSTION, now());
    Round round = predictor.round(now(), Set.of(A));
    PredictionEvent.CameTrue came =
        assertInstanceOf(PredictionEvent.CameTrue.class, round.events().getFirst());
    assertTrue(came.lead().toSeconds() > 60, () -> "lead " + came.lead());
    Standing standing = round.view().standing();
    assertEquals(1, standing.cameTrue());
    assertEquals(1.0, standing.accuracy());
    assertEquals(1.0, standing.recall());
    assertTrue(standing.brier() < 0.1, () -> "Brier " + standing.brier());
    assertEquals(List.of(), round.view().nodes(), "it has failed: nothing is left to foresee");
    assertFalse(before.equals(predictor.memory()));
  }

  @Test
  void withoutAFailureItIsFalseWithTheReason() {
    Predictor predictor = Predictor.taught(DEFAULTS, 1);
    live(predictor, DEFAULTS, LEAK + LASTS - 1);
    for (int i = 0; i < 330; i++) {
      second++;
      predictor.sample(A, Nodes.well(second, 0.4).build());
    }
    Round round = predictor.round(now(), Set.of());
    PredictionEvent.CameFalse came =
        assertInstanceOf(PredictionEvent.CameFalse.class, round.events().getFirst());
    assertTrue(came.reason().startsWith("no failure within 300 s; "), came::reason);
    assertEquals(0.0, round.view().standing().accuracy());
    assertEquals(List.of(), round.view().faults());
  }

  @Test
  void whatWasActedOnIsNotCountedWhereItLooksWell() {
    Predictor predictor = Predictor.taught(DEFAULTS, 1);
    live(predictor, DEFAULTS, LEAK + LASTS - 1);
    predictor.acted(A);
    for (int i = 0; i < 330; i++) {
      second++;
      predictor.sample(A, Nodes.well(second, 0.4).build());
    }
    Round round = predictor.round(now(), Set.of());
    assertInstanceOf(PredictionEvent.Averted.class, round.events().getFirst());
    assertEquals(0, round.view().standing().cameFalse());
    assertEquals(1, round.view().standing().averted());
  }

  @Test
  void aFailureThatNobodyForesawIsMissed() {
    Predictor predictor = Predictor.taught(DEFAULTS, 1);
    live(predictor, DEFAULTS, LEAK);
    predictor.failed(A, FailureMode.DOWN, now());
    Round round = predictor.round(now(), Set.of(A));
    assertInstanceOf(PredictionEvent.Missed.class, round.events().getFirst());
    assertEquals(0.0, round.view().standing().recall());
  }

  @Test
  void inShadowModeNothingIsHandedOn() {
    PredictionSettings shadowed = DEFAULTS.shadowed();
    live(Predictor.taught(shadowed, 1), shadowed, LEAK + LASTS - 1);
    assertEquals(1, view.open().size());
    assertEquals(List.of(), view.faults());
  }

  @Test
  void confidenceThresholdGatesPublishing() {
    PredictionSettings never = Nodes.settings(0.7, 1.0, DEFAULTS.interval(), DEFAULTS.window());
    live(Predictor.taught(never, 1), never, LEAK + LASTS - 1);
    assertEquals(List.of(), told(PredictionEvent.Published.class));
  }

  @Test
  void thresholdMarksWhatIsAnomalous() {
    PredictionSettings all = Nodes.settings(0.0, 0.8, DEFAULTS.interval(), DEFAULTS.window());
    live(Predictor.taught(all, 1), all, LEAK);
    assertEquals(view.analyses(), view.anomalous());
  }

  /**
   * In an hour of a burst that is harmless, and in one of a GPU that overheats: how often a node is
   * found anomalous, and how often a failure would be predicted.
   */
  private static int[] alarms(PredictionSettings settings) {
    int anomalous = 0;
    int confident = 0;
    for (FaultFamily family : List.of(FaultFamily.BENIGN_BURST, FaultFamily.THERMAL_SLOWDOWN)) {
      FleetHour hour = new FleetHour(family, new SplittableRandom(1));
      Predictor predictor = Predictor.taught(settings, 1);
      for (long second = 1; !hour.over(); second++) {
        List<NodeSample> samples = hour.next();
        for (int i = 0; i < samples.size(); i++) {
          predictor.sample(FleetHour.NODES.get(i), samples.get(i));
        }
        if (second % settings.interval().toSeconds() == 0) {
          for (Assessment node : predictor.round(hour.now(), Set.of()).view().nodes()) {
            anomalous += node.anomalous() ? 1 : 0;
            confident += node.confidence() >= settings.confidence() ? 1 : 0;
          }
        }
      }
    }
    return new int[] {anomalous, confident};
  }

  @Test
  void theGuidesPresetsOrder() {
    int[] high = alarms(Nodes.settings(0.5, 0.6, Duration.ofSeconds(10), Duration.ofMinutes(2)));
    int[] balanced =
        alarms(Nodes.settings(0.7, 0.75, Duration.ofSeconds(30), Duration.ofMinutes(5)));
    int[] conservative =
        alarms(Nodes.settings(0.8, 0.9, Duration.ofMinutes(1), Duration.ofMinutes(10)));
    String counts = high[0] + " " + balanced[0] + " " + conservative[0];
    assertTrue(high[0] > balanced[0] && balanced[0] > conservative[0], counts);
  }

  @Test
  void lowerThresholdsAloneAreMoreSensitive() {
    int[] before = {Integer.MAX_VALUE, Integer.MAX_VALUE};
    for (double threshold : new double[] {0.3, 0.6, 0.9}) {
      int[] alarms =
          alarms(
              Nodes.settings(threshold, threshold, Duration.ofMinutes(1), Duration.ofMinutes(5)));
      assertTrue(alarms[0] < before[0] && alarms[1] <= before[1], "at " + threshold);
      before = alarms;
    }
  }

  @Test
  void aFamilyThatIsOffSaysNothing() {
    for (Family family : Family.values()) {
      second = 0;
      PredictionSettings settings = Nodes.only(family);
      live(Predictor.taught(settings, 1), settings, 300);
      assertEquals(Set.of(family), view.nodes().getFirst().scores().keySet());
    }
  }

  @Test
  void onlyStatisticsSeeALeakComing() {
    PredictionSettings statistical = Nodes.only(Family.STATISTICAL);
    live(Predictor.taught(statistical, 1), statistical, LEAK + LASTS - 1);
    assertEquals(1, view.open().size());
    second = 0;
    PredictionSettings patterns = Nodes.only(Family.PATTERN);
    live(Predictor.taught(patterns, 1), patterns, LEAK + LASTS - 1);
    assertEquals(List.of(), view.open());
  }

  @Test
  void numbersThatAreNoneCostNothing() {
    Predictor predictor = Predictor.taught(DEFAULTS, 1);
    for (second = 1; second <= 600; second++) {
      NodeSample.Builder sample = Nodes.well(second, 0.4);
      if (second % 3 == 0) {
        sample
            .set(Metric.HOST_MEMORY, Double.NaN)
            .set(Metric.FIRST_TOKEN, Double.POSITIVE_INFINITY);
      }
      predictor.sample(A, sample.build());
    }
    Round round = predictor.round(now(), Set.of());
    assertEquals(List.of(), round.events());
    assertTrue(Double.isFinite(round.view().nodes().getFirst().confidence()));
  }

  @Test
  void aClockThatJumpsDropsWhatIsOpenAndIsTold() {
    Predictor predictor = Predictor.taught(DEFAULTS, 1);
    live(predictor, DEFAULTS, LEAK + LASTS - 1);
    for (long jump : new long[] {86_400, -43_200}) {
      Round round = predictor.round(now().plusSeconds(jump), Set.of());
      assertInstanceOf(PredictionEvent.ClockJumped.class, round.events().getFirst());
      assertEquals(List.of(), round.view().open());
      assertEquals(0, round.view().standing().cameFalse());
    }
  }

  @Test
  void whatIsKeptOfNodesThatLeftIsForgotten() {
    Predictor predictor = Predictor.taught(DEFAULTS, 1);
    live(predictor, DEFAULTS, 60);
    predictor.retain(Set.of(new NodeId("other")));
    assertEquals(List.of(), predictor.round(now(), Set.of()).view().nodes());
  }

  @Test
  void learningGoesOnFromACheckpoint() {
    Predictor predictor = Predictor.untaught(DEFAULTS, 1);
    List<String> taught = Predictor.taught(DEFAULTS, 1).memory().learned();
    PredictionMemory kept = kept(taught);
    predictor.restore(kept);
    assertEquals(kept, predictor.memory());
    assertThrows(IllegalArgumentException.class, () -> predictor.restore(kept(List.of("1 2 3"))));
    assertThrows(
        IllegalArgumentException.class,
        () -> predictor.restore(kept(taught.stream().map(l -> l.replaceFirst("-", "x")).toList())));
    assertEquals(kept, predictor.memory());
  }

  private static PredictionMemory kept(List<String> learned) {
    return new PredictionMemory(learned, new TreeMap<>(Map.of(A, List.of(7L, 9L))));
  }

  @Test
  void aFaultIsMadeOfWhatWasPredicted() {
    Fault.PredictedFailure fault = predicted(DEFAULTS).fault();
    assertEquals(A, fault.node());
    assertTrue(fault.evidence().contains("at its limit in"), fault::evidence);
  }
}
