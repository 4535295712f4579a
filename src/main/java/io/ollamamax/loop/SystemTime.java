package io.ollamamax.loop;

import java.time.Instant;

/** The machine's clock; the only reader of it. */
public final class SystemTime implements Time {
  @Override
  public long nanos() {
    return System.nanoTime();
  }

  @Override
  public Instant now() {
    return Instant.now();
  }
}
