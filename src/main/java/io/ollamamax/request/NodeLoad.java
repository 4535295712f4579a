package io.ollamamax.request;

import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;

/** What requests have seen of one node; shared over event loops. */
public final class NodeLoad {
  private static final int SHIFT = 2;
  private static final long PENALTY = 1_000_000_000L;
  private static final int MAX_DOUBLINGS = 5;

  private final AtomicInteger inFlight = new AtomicInteger();
  private final AtomicInteger failuresInRow = new AtomicInteger();
  private final AtomicLong avoidUntil = new AtomicLong(Long.MIN_VALUE);
  private final AtomicLong firstToken = new AtomicLong();
  private final AtomicLong tokenGap = new AtomicLong();

  /** Requests that the node works on now. */
  public int inFlight() {
    return inFlight.get();
  }

  /** Moving average of the time to the first token, in nanoseconds; 0 where nothing is known. */
  public long firstToken() {
    return firstToken.get();
  }

  /** Moving average of the time between tokens, in nanoseconds; 0 where nothing is known. */
  public long tokenGap() {
    return tokenGap.get();
  }

  /** Whether failures are so recent that other nodes are preferred. */
  public boolean avoided(long now) {
    long until = avoidUntil.get();
    return until != Long.MIN_VALUE && now - until < 0;
  }

  void started() {
    inFlight.incrementAndGet();
  }

  void ended() {
    inFlight.decrementAndGet();
  }

  void firstTokenAfter(long nanos) {
    average(firstToken, nanos);
  }

  void succeeded(long nanosPerToken) {
    failuresInRow.set(0);
    avoidUntil.set(Long.MIN_VALUE);
    if (nanosPerToken > 0) {
      average(tokenGap, nanosPerToken);
    }
  }

  void failed(long now) {
    int row = Math.min(failuresInRow.getAndIncrement(), MAX_DOUBLINGS);
    avoidUntil.set(now + (PENALTY << row));
  }

  /** What the node did before its process was replaced says nothing of the new one. */
  public void restarted() {
    failuresInRow.set(0);
    avoidUntil.set(Long.MIN_VALUE);
  }

  private static void average(AtomicLong mean, long sample) {
    mean.updateAndGet(old -> old == 0 ? sample : old + ((sample - old) >> SHIFT));
  }
}
