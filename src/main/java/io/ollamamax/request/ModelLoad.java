package io.ollamamax.request;

import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.LongAdder;

/**
 * What requests have seen of one model on one node: its speed and its breaker. Shared over event
 * loops.
 */
public final class ModelLoad {
  private static final int SHIFT = 2;
  private static final long MISSING = 5_000_000_000L;

  private final Breaker breaker = new Breaker();
  private final LongAdder tokens = new LongAdder();
  private final AtomicLong firstToken = new AtomicLong();
  private final AtomicLong tokenGap = new AtomicLong();
  private final AtomicLong missingUntil = new AtomicLong(Long.MIN_VALUE);
  private final AtomicLong lateness = new AtomicLong();
  private final AtomicLong lastSign = new AtomicLong(Long.MIN_VALUE);
  private volatile boolean failedLast;
  private final AtomicLong lastSuccess = new AtomicLong(Long.MIN_VALUE);

  /** The breaker of this model on this node. */
  public Breaker breaker() {
    return breaker;
  }

  /**
   * Time to the first token, in nanoseconds; 0 where nothing is known. A peak average: a worse
   * sample counts whole at once, better ones bring it down by and by.
   */
  public long firstToken() {
    return firstToken.get();
  }

  /** Moving average of the time between tokens, in nanoseconds; 0 where nothing is known. */
  public long tokenGap() {
    return tokenGap.get();
  }

  /** Pieces of answers that came from it; only grows. */
  public long tokens() {
    return tokens.sum();
  }

  /** When a request last succeeded, in monotonic nanoseconds; {@link Long#MIN_VALUE} for never. */
  public long lastSuccess() {
    return lastSuccess.get();
  }

  /** Whether the last that was heard of it is a failure. */
  boolean failedLast() {
    return failedLast;
  }

  void failed() {
    failedLast = true;
  }

  /** The node said that it lacks the model, or has another copy: no fault, but no use either. */
  void missing(long now) {
    missingUntil.set(now + MISSING);
  }

  boolean isMissing(long now) {
    long until = missingUntil.get();
    return until != Long.MIN_VALUE && now - until < 0;
  }

  /** A line came from it, whoever it was for. */
  void sign(long now) {
    lastSign.setOpaque(now);
  }

  /** When a line last came from it, in monotonic nanoseconds; {@link Long#MIN_VALUE} for never. */
  long lastSign() {
    return lastSign.getOpaque();
  }

  /** A first token was waited for in vain for so long. */
  void lateAfter(long nanos) {
    lateness.accumulateAndGet(nanos, Math::max);
  }

  /** The longest vain wait for a first token since one came, in nanoseconds. */
  long lateness() {
    return lateness.get();
  }

  void token() {
    tokens.increment();
  }

  void firstTokenAfter(long nanos) {
    lateness.setOpaque(0);
    firstToken.updateAndGet(old -> nanos > old ? nanos : old + ((nanos - old) >> SHIFT));
  }

  void succeeded(long now, long nanosPerToken) {
    lastSuccess.set(now);
    failedLast = false;
    if (nanosPerToken > 0) {
      tokenGap.updateAndGet(
          old -> old == 0 ? nanosPerToken : old + ((nanosPerToken - old) >> SHIFT));
    }
  }

  LoadMemory.Model memory(long now) {
    return new LoadMemory.Model(breaker.memory(now), firstToken.get(), tokenGap.get());
  }

  void restore(LoadMemory.Model memory, long now) {
    memory.breaker().ifPresent(open -> breaker.restore(open, now));
    firstToken.compareAndSet(0, memory.firstToken());
    tokenGap.compareAndSet(0, memory.tokenGap());
  }

  void restarted() {
    breaker.reset();
    failedLast = false;
    missingUntil.set(Long.MIN_VALUE);
    firstToken.set(0);
    lateness.set(0);
  }
}
