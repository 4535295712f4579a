package io.ollamamax.embedded;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Duration;
import java.util.random.RandomGenerator;
import org.junit.jupiter.api.Test;

class RestartPauseTest {
  private static final Duration YOUNG = Duration.ofSeconds(1);
  private static final Duration OLD = Duration.ofSeconds(10);

  /** Draws the greatest number that is allowed. */
  private static final class Greatest implements RandomGenerator {
    @Override
    public long nextLong() {
      return Long.MAX_VALUE;
    }

    @Override
    public long nextLong(long bound) {
      return bound - 1;
    }
  }

  @Test
  void startsAtOnceThenDoublesToThirtySeconds() {
    RestartPause pause = new RestartPause(new Greatest());
    long[] millis = {0, 500, 1000, 2000, 4000, 8000, 16_000, 30_000, 30_000};
    for (long expected : millis) {
      assertEquals(Duration.ofMillis(expected), pause.after(YOUNG));
    }
  }

  @Test
  void neverLeavesItsBound() {
    RestartPause pause = new RestartPause(new Greatest());
    for (int death = 0; death < 200; death++) {
      assertTrue(pause.after(YOUNG).compareTo(Duration.ofSeconds(30)) <= 0);
    }
  }

  @Test
  void aLongLifeIsForgivenAtOnce() {
    RestartPause pause = new RestartPause(new Greatest());
    pause.after(YOUNG);
    pause.after(YOUNG);
    assertEquals(Duration.ZERO, pause.after(OLD));
    assertEquals(Duration.ofMillis(500), pause.after(YOUNG));
  }
}
