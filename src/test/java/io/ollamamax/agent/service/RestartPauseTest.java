package io.ollamamax.agent.service;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Duration;
import org.junit.jupiter.api.Test;

class RestartPauseTest {
  private static final Duration YOUNG = Duration.ofSeconds(9);

  @Test
  void startsAtOnceThenDoublesFromTenSecondsToFiveMinutes() {
    RestartPause pause = new RestartPause(RestartRules.DEFAULT);
    long[] seconds = {0, 10, 20, 40, 80, 160, 300, 300};
    for (long expected : seconds) {
      assertEquals(Duration.ofSeconds(expected), pause.after(YOUNG));
    }
  }

  @Test
  void neverLeavesItsBound() {
    RestartPause pause = new RestartPause(RestartRules.DEFAULT);
    for (int end = 0; end < 200; end++) {
      assertTrue(pause.after(YOUNG).compareTo(Duration.ofMinutes(5)) <= 0);
    }
  }

  @Test
  void tenGoodMinutesAreForgiven() {
    RestartPause pause = new RestartPause(RestartRules.DEFAULT);
    pause.after(YOUNG);
    pause.after(YOUNG);
    assertEquals(Duration.ofSeconds(20), pause.after(Duration.ofSeconds(599)));
    assertEquals(Duration.ZERO, pause.after(Duration.ofMinutes(10)));
    assertEquals(Duration.ofSeconds(10), pause.after(YOUNG));
  }

  @Test
  void theCapCountsAnHour() {
    RestartCap cap = new RestartCap(2);
    long minute = Duration.ofMinutes(1).toNanos();
    assertTrue(cap.take(0));
    assertTrue(cap.take(30 * minute));
    assertFalse(cap.take(59 * minute));
    assertTrue(cap.take(60 * minute));
    assertFalse(cap.take(89 * minute));
    assertTrue(cap.take(90 * minute));
    assertFalse(new RestartCap(0).take(0));
  }
}
