package io.ollamamax.agent.service;

import java.util.ArrayDeque;
import java.util.concurrent.TimeUnit;

/** The agent's own bound on restarts that are asked for. */
final class RestartCap {
  private static final long HOUR = TimeUnit.HOURS.toNanos(1);

  private final int most;
  private final ArrayDeque<Long> taken = new ArrayDeque<>();

  /**
   * @param most in any hour
   */
  RestartCap(int most) {
    this.most = most;
  }

  /** Takes one, or says no. */
  boolean take(long now) {
    while (!taken.isEmpty() && now - taken.getFirst() >= HOUR) {
      taken.removeFirst();
    }
    if (taken.size() >= most) {
      return false;
    }
    taken.addLast(now);
    return true;
  }
}
