package io.ollamamax.embedded;

import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Supplier;

/** Holds tokens back to a reading speed, or as the node's condition wants it. */
final class Pace {
  private static final double SLOW = 0.1;

  /** What a slow node is a tenth of where nothing else holds it back. */
  private static final double FULL_SPEED = 50;

  private static final long LOOK = TimeUnit.MILLISECONDS.toNanos(20);

  private final double tokensPerSecond;
  private final Supplier<Condition> condition;
  private int last;
  private long due;

  /**
   * @param tokensPerSecond 0 for no holding back
   */
  Pace(double tokensPerSecond, Supplier<Condition> condition) {
    this.tokensPerSecond = tokensPerSecond;
    this.condition = condition;
  }

  /** Nanoseconds from one token to the next. */
  long gap() {
    double speed =
        condition.get() == Condition.WELL
            ? tokensPerSecond
            : SLOW * (tokensPerSecond > 0 ? tokensPerSecond : FULL_SPEED);
    return speed <= 0 ? 0 : (long) (1e9 / speed);
  }

  /** Returns when the token, counted from 1, is due. */
  void await(int token) {
    if (last == 0) {
      due = System.nanoTime();
    } else {
      due += (token - last) * gap();
    }
    last = token;
    long left = due - System.nanoTime();
    while (left > 0) {
      LockSupport.parkNanos(left);
      left = due - System.nanoTime();
    }
    while (condition.get() == Condition.HUNG) {
      LockSupport.parkNanos(LOOK);
      due = System.nanoTime();
    }
  }
}
