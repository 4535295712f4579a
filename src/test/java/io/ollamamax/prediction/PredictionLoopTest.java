package io.ollamamax.prediction;

import static io.ollamamax.prediction.Nodes.A;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.ollamamax.cluster.Fault;
import io.ollamamax.cluster.NodeId;
import io.ollamamax.loop.ManualTime;
import io.ollamamax.loop.Worker;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.junit.jupiter.api.Test;

class PredictionLoopTest {
  private final Worker inline =
      new Worker() {
        @Override
        public <T> void compute(Supplier<T> work, Consumer<T> then) {
          then.accept(work.get());
        }
      };
  private final ManualTime time = new ManualTime();
  private final List<PredictionEvent> told = new ArrayList<>();
  private PredictionLoop.Switch config = new PredictionLoop.Switch(true, Nodes.DEFAULTS);
  private List<Fault> faults = List.of();
  private int rounds;
  private int asked;
  private long second;
  private long leak = Long.MAX_VALUE / 2;
  private final PredictionLoop loop = loop();

  private PredictionLoop loop() {
    return new PredictionLoop(
        () -> config,
        new PredictionLoop.Sight() {
          @Override
          public Map<NodeId, NodeSample> samples() {
            asked++;
            return Map.of(A, node());
          }

          @Override
          public List<Fault> faults() {
            return faults;
          }
        },
        time,
        inline,
        time,
        new PredictionLoop.Observer() {
          @Override
          public void happened(PredictionEvent event) {
            told.add(event);
          }

          @Override
          public void round(Duration took) {
            rounds++;
          }
        },
        1);
  }

  private NodeSample node() {
    NodeSample values = Nodes.well(second, Nodes.leak(second, leak, 900)).build();
    NodeSample.Builder now = NodeSample.at(time.now());
    for (Metric metric : Metric.values()) {
      now.set(metric, values.get(metric));
    }
    return now.build();
  }

  private void pass(long seconds) {
    for (long end = second + seconds; second < end; second++) {
      time.pass(Duration.ofSeconds(1));
    }
  }

  @Test
  void looksEachIntervalAndShowsWhatItSaw() {
    loop.start();
    pass(90);
    assertEquals(3, rounds);
    assertEquals(A, loop.view().nodes().getFirst().node());
    assertTrue(loop.view().round().isPresent());
  }

  @Test
  void aLongerIntervalIsFewerRounds() {
    config =
        new PredictionLoop.Switch(
            true, Nodes.settings(0.7, 0.8, Duration.ofMinutes(1), Duration.ofMinutes(5)));
    loop.start();
    pass(120);
    assertEquals(2, rounds);
  }

  @Test
  void foreseesAndResolvesByTheOpenFaults() {
    loop.start();
    leak = 600;
    pass(1499);
    assertEquals(1, loop.faults().size());
    faults = List.of(new Fault.NodeDown(A, 1, "its process is gone"));
    pass(61);
    assertEquals(List.of(), loop.faults());
    assertEquals(
        List.of("Published", "CameTrue"),
        told.stream().map(e -> e.getClass().getSimpleName()).toList());
    assertEquals(1, loop.view().standing().cameTrue());
  }

  @Test
  void aRoundThatBreaksIsToldAndTheNextOneLooksAnew() {
    loop.start();
    pass(30);
    PredictionView before = loop.view();
    config =
        new PredictionLoop.Switch(
            true,
            Nodes.settings(0.7, 0.8, Duration.ofSeconds(30), Duration.ofSeconds(Long.MAX_VALUE)));
    pass(30);
    assertEquals(
        List.of(new PredictionEvent.Broken("java.lang.ArithmeticException: long overflow")), told);
    assertEquals(before.nodes(), loop.view().nodes());
    config = new PredictionLoop.Switch(true, Nodes.DEFAULTS);
    pass(30);
    assertEquals(1, told.size());
    assertEquals(3, rounds);
  }

  @Test
  void whatWasLearnedGoesOnAfterARestart() {
    loop.start();
    leak = 600;
    pass(1499);
    faults = List.of(new Fault.NodeDown(A, 1, "its process is gone"));
    pass(61);
    PredictionMemory memory = loop.memory().get();
    assertEquals(1, memory.failures().getOrDefault(A, List.of()).size());
    PredictionLoop other = loop();
    other.restore(memory);
    assertEquals(memory, other.memory().get());
    PredictionMemory broken = new PredictionMemory(List.of("x"), new TreeMap<>());
    assertThrows(IllegalArgumentException.class, () -> other.restore(broken));
    other.start();
    faults = List.of();
    pass(5);
    assertEquals(memory, other.memory().get());
  }

  @Test
  void offNothingIsAskedScoredOrKept() {
    loop.start();
    pass(90);
    config = new PredictionLoop.Switch(false, Nodes.DEFAULTS);
    pass(1);
    int before = asked;
    pass(90);
    assertEquals(before, asked);
    assertEquals(3, rounds);
    assertFalse(loop.view().enabled());
    assertEquals(List.of(), loop.view().nodes());
    config = new PredictionLoop.Switch(true, Nodes.DEFAULTS);
    pass(60);
    assertEquals(5, rounds);
  }
}
