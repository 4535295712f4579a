package io.ollamamax.simnode;

import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;

/** How a simulated node fails; the names are those of the fault catalogue. */
public enum Mode {
  /** The connection is reset in mid-body, perhaps within a chunk, as by kill -9. */
  DOWN,
  /** 503 at once. */
  QUEUE_FULL,
  /** Silence for the load time, then a normal answer. */
  COLD_LOAD,
  /** An error line in mid-stream, then a proper end. */
  CRASH_MIDSTREAM,
  /** A proper end without {@code done}. */
  SILENT_EOF,
  /** No token any more; the connection stays open and other calls are answered. */
  GPU_HANG;

  /** The name in the catalogue: lower case with hyphens. */
  public String wire() {
    return name().toLowerCase(Locale.ROOT).replace('_', '-');
  }

  /** The mode of that name. */
  public static Optional<Mode> of(String wire) {
    return Arrays.stream(values()).filter(mode -> mode.wire().equals(wire)).findFirst();
  }
}
