package io.ollamamax.request;

import java.util.concurrent.atomic.AtomicInteger;

/**
 * Bounds the retries that run at once to a share of the live requests, so that a struggling cluster
 * is not hammered. Shared over event loops.
 */
public final class RetryBudget {
  private final double share;
  private final int floor;
  private final AtomicInteger live = new AtomicInteger();
  private final AtomicInteger retrying = new AtomicInteger();

  /**
   * @param share of the live requests that may be retries, 0 to 1
   * @param floor retries that are always allowed
   */
  public RetryBudget(double share, int floor) {
    this.share = share;
    this.floor = floor;
  }

  void requestStarted() {
    live.incrementAndGet();
  }

  void requestEnded() {
    live.decrementAndGet();
  }

  /** Takes one retry from the budget, or says that it is spent. */
  boolean tryTake() {
    int limit = Math.max(floor, (int) (live.get() * share));
    while (true) {
      int now = retrying.get();
      if (now >= limit) {
        return false;
      }
      if (retrying.compareAndSet(now, now + 1)) {
        return true;
      }
    }
  }

  void giveBack() {
    retrying.decrementAndGet();
  }

  /** Retries under way. */
  public int retrying() {
    return retrying.get();
  }

  /** Requests under way. */
  public int live() {
    return live.get();
  }
}
