package io.ollamamax.loop;

import java.util.random.RandomGenerator;

/** Exponential back-off with full jitter. */
public final class Backoff {
  private static final int MAX_DOUBLINGS = 5;

  private Backoff() {}

  /**
   * The next wait in nanoseconds, from 1 to {@code first * 2^round}.
   *
   * @param first bound of the first wait, in nanoseconds
   * @param round from 0
   */
  public static long delay(long first, int round, RandomGenerator random) {
    return 1 + random.nextLong(Math.max(1, first << Math.min(round, MAX_DOUBLINGS)));
  }
}
