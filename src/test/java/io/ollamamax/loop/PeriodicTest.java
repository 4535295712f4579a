package io.ollamamax.loop;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.time.Duration;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;

class PeriodicTest {
  private final ManualTime time = new ManualTime();
  private final AtomicInteger runs = new AtomicInteger();
  private final AtomicReference<Duration> interval = new AtomicReference<>(Duration.ofSeconds(10));
  private final Periodic periodic = new Periodic(time, interval::get, runs::incrementAndGet);

  @Test
  void runsOnceEachInterval() {
    periodic.start();
    time.pass(Duration.ofSeconds(9));
    assertEquals(0, runs.get());
    time.pass(Duration.ofSeconds(22));
    assertEquals(3, runs.get());
  }

  @Test
  void aNewIntervalIsWaitedForFromTheRestartOnAndTheOldOneIsDropped() {
    periodic.start();
    time.pass(Duration.ofSeconds(9));
    interval.set(Duration.ofSeconds(2));
    periodic.start();
    time.pass(Duration.ofSeconds(2));
    assertEquals(1, runs.get());
    time.pass(Duration.ofSeconds(4));
    assertEquals(3, runs.get());
  }

  @Test
  void aStoppedOneRunsNoMore() {
    periodic.start();
    time.pass(Duration.ofSeconds(10));
    periodic.stop();
    time.pass(Duration.ofSeconds(100));
    assertEquals(1, runs.get());
  }

  @Test
  void aTaskThatFailsIsRunAgain() {
    Periodic failing =
        new Periodic(
            time,
            interval::get,
            () -> {
              runs.incrementAndGet();
              throw new IllegalStateException("as meant");
            });
    failing.start();
    for (int i = 0; i < 3; i++) {
      try {
        time.pass(Duration.ofSeconds(10));
      } catch (IllegalStateException e) {
        assertEquals("as meant", e.getMessage());
      }
    }
    assertEquals(3, runs.get());
  }
}
