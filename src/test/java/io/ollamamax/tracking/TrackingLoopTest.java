package io.ollamamax.tracking;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.ollamamax.cluster.Fault;
import io.ollamamax.cluster.ModelName;
import io.ollamamax.cluster.NodeId;
import io.ollamamax.loop.ManualTime;
import io.ollamamax.loop.Worker;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.junit.jupiter.api.Test;

class TrackingLoopTest {
  private static final NodeId A = new NodeId("a");
  private static final NodeId B = new NodeId("b");
  private static final ModelName MODEL = ModelName.of("m");
  private static final long MILLI = 1_000_000;

  private final ManualTime time = new ManualTime();
  private final List<String> told = new ArrayList<>();
  private final Tracker tracker =
      new Tracker(() -> new TrackingSettings(true, Duration.ofMinutes(10)));
  private final TrackingLoop loop =
      new TrackingLoop(
          tracker,
          time,
          new Worker() {
            @Override
            public <T> void compute(Supplier<T> work, Consumer<T> then) {
              then.accept(work.get());
            }
          },
          time,
          () -> Duration.ofSeconds(30),
          new TrackingLoop.Observer() {
            @Override
            public void degraded(Degradation degradation) {
              told.add("worse " + degradation.node() + " " + degradation.metric());
            }

            @Override
            public void recovered(Degradation degradation) {
              told.add("well " + degradation.node() + " " + degradation.metric());
            }
          });

  private void serve(NodeId node, long gap, Duration length) {
    for (long second = 0; second < length.toSeconds(); second++) {
      time.pass(Duration.ofSeconds(1));
      tracker.offer(
          new Observation(time.nanos(), node, MODEL, false, 50 * MILLI, gap, 500 * MILLI, 0, 0));
      tracker.offer(
          new Observation(
              time.nanos(), B, MODEL, false, 50 * MILLI, 10 * MILLI, 500 * MILLI, 0, 0));
    }
  }

  @Test
  void aNodeThatSlowsDownIsAFaultUntilItIsAsFastAsBefore() {
    loop.start();
    serve(A, 10 * MILLI, Duration.ofMinutes(5));
    assertEquals(List.of(), loop.faults());
    serve(A, 40 * MILLI, Duration.ofMinutes(2));
    assertEquals(List.of("worse a TOKEN_GAP"), told);
    Fault.NodeDegraded fault = (Fault.NodeDegraded) loop.faults().getFirst();
    assertEquals(0.75, fault.severity(), 0.02);
    assertEquals("token_gap", fault.metric());
    assertTrue(fault.evidence().contains("usual is 10 ms"), fault.evidence());
    serve(A, 10 * MILLI, Duration.ofMinutes(2));
    assertEquals(List.of("worse a TOKEN_GAP", "well a TOKEN_GAP"), told);
    assertEquals(List.of(), loop.faults());
  }

  @Test
  void aNodeThatIsGoneIsForgotten() {
    loop.start();
    serve(A, 10 * MILLI, Duration.ofSeconds(40));
    time.pass(Duration.ofSeconds(1));
    loop.retain(Set.of(B));
    assertEquals(
        List.of(B), tracker.view(time.nanos()).rows().stream().map(row -> row.node()).toList());
  }
}
