package io.ollamamax.agent.hub;

import io.ollamamax.loop.Time;
import java.time.Duration;
import java.util.function.LongSupplier;

/** A rate that all who pass share. Any thread may call; it blocks. */
final class Throttle {
  private final LongSupplier bytesPerSecond;
  private final Time time;
  private long free;

  /**
   * @param bytesPerSecond asked anew each time; 0 for no limit
   */
  Throttle(LongSupplier bytesPerSecond, Time time) {
    this.bytesPerSecond = bytesPerSecond;
    this.time = time;
    this.free = time.nanos();
  }

  /** Waits until so many bytes may pass. */
  void pass(int bytes) throws InterruptedException {
    long wait = reserve(bytes);
    if (wait > 0) {
      Thread.sleep(Duration.ofNanos(wait));
    }
  }

  /** Nanoseconds to wait before so many bytes. */
  synchronized long reserve(int bytes) {
    long rate = bytesPerSecond.getAsLong();
    long now = time.nanos();
    long begin = Math.max(now, free);
    free = rate <= 0 ? now : begin + (long) (bytes * 1e9 / rate);
    return rate <= 0 ? 0 : begin - now;
  }
}
