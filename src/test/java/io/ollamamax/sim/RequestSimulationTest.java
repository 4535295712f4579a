package io.ollamamax.sim;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.ollamamax.sim.RequestSimulation.Setting;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

/** The request policy over many seeds; a failing seed is in the message and replays exactly. */
class RequestSimulationTest {
  private static final int SEEDS = Integer.getInteger("simulation.seeds", 500);

  @Test
  void withOneHealthyNodeEveryAcceptedAnswerIsWhole() {
    AtomicInteger moves = new AtomicInteger();
    for (long seed = 1; seed <= SEEDS; seed++) {
      RequestSimulation run = run(seed, new Setting(4, 20, 0.4, true));
      moves.addAndGet(run.moves());
      for (SimulatedClient client : run.clients()) {
        assertTrue(
            client.end() == SimulatedClient.End.DONE || client.end() == SimulatedClient.End.LEFT,
            "seed " + seed + ": " + client.end() + " " + client.status());
      }
    }
    assertTrue(moves.get() > SEEDS, "streams were broken: " + moves);
  }

  @Test
  void withEveryNodeFailingNothingIsLostDoubledOrLeftOpen() {
    for (long seed = 1; seed <= SEEDS; seed++) {
      run(seed, new Setting(3, 20, 0.6, false));
    }
  }

  @Test
  void theSameSeedGivesTheSameRun() {
    Setting setting = new Setting(3, 20, 0.5, false);
    List<SimulatedClient.End> first =
        run(7, setting).clients().stream().map(SimulatedClient::end).toList();
    List<SimulatedClient.End> second =
        run(7, setting).clients().stream().map(SimulatedClient::end).toList();
    assertEquals(first, second);
  }

  private static RequestSimulation run(long seed, Setting setting) {
    RequestSimulation run = new RequestSimulation(seed, setting);
    run.run();
    assertEquals(List.of(), run.violations(), "seed " + seed);
    return run;
  }
}
