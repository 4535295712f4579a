package io.ollamamax.sim.redundancy;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.ollamamax.config.Config;
import io.ollamamax.redundancy.RedundancySettings;
import io.ollamamax.sim.redundancy.RedundancySimulation.Outcome;
import io.ollamamax.sim.redundancy.RedundancySimulation.Scenario;
import java.time.Duration;
import java.util.List;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;

/** Nodes fail at random for hours; the long form is {@code bench/redundancy-sim}. */
class RedundancySimulationTest {
  private static final RedundancySettings SETTINGS = RedundancySettings.of(Config.defaults());

  private static Outcome run(long seed, int nodes, int copiesAtFirst) {
    Scenario scenario =
        new Scenario(
            nodes,
            20,
            copiesAtFirst,
            Duration.ofHours(8),
            Duration.ofHours(24),
            Duration.ofHours(1),
            0.2);
    return new RedundancySimulation(seed, scenario, SETTINGS, () -> 0, cost -> {}).run();
  }

  @Test
  void fromAnyStateItConvergesAndBreaksNoRule() {
    for (int nodes : new int[] {2, 5, 12}) {
      for (int copies : new int[] {1, 3}) {
        List<Outcome> outcomes =
            LongStream.range(0, 8).mapToObj(seed -> run(seed, nodes, copies)).toList();
        for (int seed = 0; seed < outcomes.size(); seed++) {
          Outcome outcome = outcomes.get(seed);
          String which = nodes + " nodes, " + copies + " copies, seed " + seed + ": " + outcome;
          assertEquals(List.of(), outcome.violations(), which);
          assertFalse(outcome.converged().isNegative(), which);
          assertEquals(0, outcome.flaps(), which);
        }
        int made = outcomes.stream().mapToInt(Outcome::made).sum();
        int removed = outcomes.stream().mapToInt(Outcome::removed).sum();
        assertTrue(made > 40, "made " + made);
        assertTrue(nodes < 5 || removed > 8, "removed " + removed);
      }
    }
  }

  @Test
  void aSeedReplaysExactly() {
    assertEquals(run(42, 5, 1), run(42, 5, 1));
  }
}
