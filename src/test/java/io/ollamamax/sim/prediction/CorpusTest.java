package io.ollamamax.sim.prediction;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.ollamamax.prediction.Metric;
import io.ollamamax.prediction.NodeSample;
import io.ollamamax.sim.faults.FaultFamily;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

class CorpusTest {
  @Test
  void noFamilyIsBothTunedWithAndJudgedByButTheControl() {
    Set<FaultFamily> both = new HashSet<>(Corpus.TUNING);
    both.retainAll(Corpus.JUDGED);
    assertEquals(EnumSet.of(FaultFamily.SUDDEN_KILL), both);
  }

  @Test
  void whatIsHarmfulFailsWithinTheHourAndNothingElse() {
    for (FaultFamily family : FaultFamily.values()) {
      for (int seed = 0; seed < 5; seed++) {
        FleetHour hour = new FleetHour(family, new SplittableRandom(seed));
        while (!hour.over()) {
          hour.next();
        }
        assertEquals(family.harmful(), hour.failed(), family + " " + seed);
      }
    }
  }

  @Test
  void aSeedIsTheSameHour() {
    List<List<NodeSample>> hours = new ArrayList<>();
    for (int i = 0; i < 2; i++) {
      FleetHour hour = new FleetHour(FaultFamily.VRAM_CREEP, new SplittableRandom(3));
      List<NodeSample> samples = new ArrayList<>();
      while (!hour.over()) {
        samples.addAll(hour.next());
      }
      hours.add(samples);
    }
    assertEquals(hours.get(0).size(), hours.get(1).size());
    for (int i = 0; i < hours.get(0).size(); i++) {
      for (Metric metric : Metric.values()) {
        assertEquals(hours.get(0).get(i).get(metric), hours.get(1).get(i).get(metric));
      }
    }
    assertTrue(hours.get(0).size() > 4 * 900);
  }
}
