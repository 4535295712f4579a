package io.ollamamax.tracking;

import java.time.Duration;

/**
 * The settings of tracking.
 *
 * @param enabled off: nothing is kept
 * @param window over which figures are told
 */
public record TrackingSettings(boolean enabled, Duration window) {
  private static final Duration SHORTEST_SLICE = Duration.ofSeconds(30);
  private static final int MOST_SLICES = 40;

  /** Memory grows with the window: slices are equally long up to 20 minutes, then 40 in number. */
  long sliceNanos() {
    return Math.max(SHORTEST_SLICE.toNanos(), window.toNanos() / MOST_SLICES);
  }
}
