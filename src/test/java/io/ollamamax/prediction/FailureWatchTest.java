package io.ollamamax.prediction;

import static io.ollamamax.prediction.Nodes.A;
import static io.ollamamax.prediction.Nodes.START;
import static org.junit.jupiter.api.Assertions.assertEquals;

import io.ollamamax.cluster.Fault;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

class FailureWatchTest {
  private static final Fault DOWN = new Fault.NodeDown(A, 1, "no answer");
  private final FailureWatch watch = new FailureWatch();

  private List<FailureWatch.Failure> look(long second, Fault... faults) {
    return watch.look(List.of(faults), START.plusSeconds(second));
  }

  @Test
  void whatLastsIsAFailureFromItsBeginAndToldOnce() {
    assertEquals(List.of(), look(0, DOWN));
    assertEquals(List.of(), look(29, DOWN));
    assertEquals(List.of(new FailureWatch.Failure(A, FailureMode.DOWN, START)), look(30, DOWN));
    assertEquals(List.of(), look(31, DOWN));
    assertEquals(Set.of(A), watch.failing());
    look(40);
    assertEquals(Set.of(), watch.failing());
  }

  @Test
  void whatPassesIsNone() {
    look(0, DOWN);
    look(10);
    look(20, DOWN);
    assertEquals(List.of(), look(45, DOWN));
  }

  @Test
  void whatIsPredictedOrMildIsNone() {
    Fault predicted = new Fault.PredictedFailure(A, "slow-leak", 0.9, START, "it fills");
    Fault mild = new Fault.ResourcePressure(A, Fault.Resource.MEMORY, 0.5, "little is left");
    look(0, predicted, mild);
    assertEquals(List.of(), look(60, predicted, mild));
  }
}
