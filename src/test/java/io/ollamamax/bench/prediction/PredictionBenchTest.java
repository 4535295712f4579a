package io.ollamamax.bench.prediction;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.ollamamax.prediction.Family;
import io.ollamamax.sim.faults.FaultFamily;
import java.time.Duration;
import java.util.EnumSet;
import java.util.List;
import org.junit.jupiter.api.Test;

/** The short form: few seeds of some judged families. */
class PredictionBenchTest {
  private static List<Outcome> ours(FaultFamily family) {
    return PredictionBench.outcomes(
        List.of(family), 1, 2, PredictionBench.ours(EnumSet.noneOf(Family.class)));
  }

  @Test
  void vramThatCreepsUpIsForeseenInTimeForADrain() {
    Figures figures = Figures.of(ours(FaultFamily.VRAM_CREEP));
    assertEquals(1, figures.recall());
    assertEquals(1, figures.precision());
    assertTrue(figures.leadTenth() > 60, figures::toString);
  }

  @Test
  void whatNobodyCanForeseeIsNotForeseen() {
    Figures figures = Figures.of(ours(FaultFamily.SUDDEN_KILL));
    assertEquals(0, figures.falseAlarmsPerNodeDay());
    assertTrue(figures.brier() < 0.1, figures::toString);
  }

  @Test
  void aDeployIsNoAlarm() {
    assertEquals(0, Figures.of(ours(FaultFamily.DEPLOY)).falseAlarmsPerNodeDay());
  }

  @Test
  void thresholdsSeeCreepingVramTooButLater() {
    Figures thresholds =
        Figures.of(
            PredictionBench.outcomes(
                List.of(FaultFamily.VRAM_CREEP),
                1,
                2,
                () -> new StaticThresholds(Duration.ofMinutes(5))));
    Figures ours = Figures.of(ours(FaultFamily.VRAM_CREEP));
    assertTrue(ours.leadMedian() > thresholds.leadMedian(), () -> ours + " " + thresholds);
  }
}
