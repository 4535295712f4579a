package io.ollamamax.embedded;

import java.time.Duration;
import java.util.random.RandomGenerator;

/** How long to wait before a child is started again. */
final class RestartPause {
  private static final Duration LONG_ENOUGH = Duration.ofSeconds(10);
  private static final long FIRST_MILLIS = 500;
  private static final long MOST_MILLIS = 30_000;
  private static final int MAX_DOUBLINGS = 16;

  private final RandomGenerator random;
  private int deathsInRow;

  RestartPause(RandomGenerator random) {
    this.random = random;
  }

  /** None after the first death, then up to 0.5 s doubling to 30 s, with full jitter. */
  Duration after(Duration lived) {
    if (lived.compareTo(LONG_ENOUGH) >= 0) {
      deathsInRow = 0;
    }
    int doublings = Math.min(deathsInRow++ - 1, MAX_DOUBLINGS);
    if (doublings < 0) {
      return Duration.ZERO;
    }
    long bound = Math.min(MOST_MILLIS, FIRST_MILLIS << doublings);
    return Duration.ofMillis(random.nextLong(bound + 1));
  }
}
