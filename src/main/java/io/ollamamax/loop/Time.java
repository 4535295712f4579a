package io.ollamamax.loop;

import java.time.Instant;

/** The clock that is handed in. */
public interface Time {
  /** Monotonic nanoseconds of no particular origin. */
  long nanos();

  /** The wall clock. */
  Instant now();
}
