package io.ollamamax.bench.prediction.real;

import io.ollamamax.prediction.FailureMode;
import java.util.Locale;

/** What happens to a node. */
enum RealCase {
  /** Its memory fills until the kernel kills it. */
  MEMORY_LEAK(FailureMode.MEMORY_EXHAUSTION),
  /** Its share of the processors shrinks until a token takes a second. */
  CPU_THROTTLING(FailureMode.SLOW_TOKENS),
  /** The disk of its models fills until a write fails. */
  FILLING_DISK(FailureMode.DISK_FULL),
  /** Nothing. */
  QUIET(FailureMode.DOWN);

  private final FailureMode mode;

  RealCase(FailureMode mode) {
    this.mode = mode;
  }

  FailureMode mode() {
    return mode;
  }

  String title() {
    return name().toLowerCase(Locale.ROOT).replace('_', ' ');
  }
}
