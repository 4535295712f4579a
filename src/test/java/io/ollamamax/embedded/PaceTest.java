package io.ollamamax.embedded;

import static org.junit.jupiter.api.Assertions.assertEquals;

import org.junit.jupiter.api.Test;

class PaceTest {
  @Test
  void theFirstTokenIsDueAtOnceAndTheRestInStep() {
    Pace pace = new Pace(20);
    assertEquals(0, pace.due(1));
    assertEquals(50_000_000, pace.due(2));
    assertEquals(1_000_000_000, pace.due(21));
  }

  @Test
  void noPaceHoldsNothingBack() {
    assertEquals(0, new Pace(0).due(1000));
  }
}
