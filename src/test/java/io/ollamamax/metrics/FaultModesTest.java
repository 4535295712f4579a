package io.ollamamax.metrics;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.ollamamax.cluster.Fault;
import io.ollamamax.cluster.NodeId;
import io.ollamamax.prediction.FailureMode;
import java.time.Instant;
import org.junit.jupiter.api.Test;

class FaultModesTest {
  private static String predicted(String mode) {
    return FaultModes.of(
        new Fault.PredictedFailure(new NodeId("a"), mode, 0.9, Instant.EPOCH, "why"));
  }

  @Test
  void allThatCanBePredictedHasItsName() {
    for (FailureMode mode : FailureMode.values()) {
      assertEquals(mode.wire(), predicted(mode.wire()));
    }
  }

  @Test
  void whatIsNotKnownMakesNoNewName() {
    assertEquals("other", predicted("made up"));
  }
}
