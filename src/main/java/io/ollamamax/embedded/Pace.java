package io.ollamamax.embedded;

import java.util.concurrent.locks.LockSupport;

/** Holds tokens back to a reading speed. */
final class Pace {
  private final double tokensPerSecond;
  private long first;

  /**
   * @param tokensPerSecond 0 for no holding back
   */
  Pace(double tokensPerSecond) {
    this.tokensPerSecond = tokensPerSecond;
  }

  /** Nanoseconds after the first token at which this one is due. */
  long due(int token) {
    return tokensPerSecond <= 0 ? 0 : (long) ((token - 1) / tokensPerSecond * 1e9);
  }

  /** Returns when the token, counted from 1, is due. */
  void await(int token) {
    if (token == 1) {
      first = System.nanoTime();
    }
    long left = first + due(token) - System.nanoTime();
    while (left > 0) {
      LockSupport.parkNanos(left);
      left = first + due(token) - System.nanoTime();
    }
  }
}
