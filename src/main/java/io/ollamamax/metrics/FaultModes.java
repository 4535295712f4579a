package io.ollamamax.metrics;

import io.ollamamax.cluster.Fault;
import io.ollamamax.prediction.FailureMode;
import java.util.Arrays;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** The names of the fault catalogue and of what can be predicted. */
final class FaultModes {
  private static final String DOWN = "down";
  private static final Set<String> NAMES =
      Stream.concat(
              Stream.of(
                  DOWN,
                  "queue-full",
                  "silent-queue",
                  "cold-load",
                  "load-stall",
                  "oom-load",
                  "crash-early",
                  "crash-midstream",
                  "silent-eof",
                  "repeat-abort",
                  "gpu-hang",
                  "stuck-unload",
                  "cpu-fallback",
                  "garbage",
                  "reload-thrash",
                  "slow-leak",
                  "flapping",
                  "partition",
                  "disk-full",
                  "overheating"),
              Arrays.stream(FailureMode.values()).map(FailureMode::wire))
          .collect(Collectors.toUnmodifiableSet());

  private FaultModes() {}

  /** The catalogue's name that the evidence begins with, or {@code other}. */
  static String of(Fault fault) {
    if (fault instanceof Fault.NodeDown) {
      return DOWN;
    }
    if (fault instanceof Fault.PredictedFailure predicted) {
      return NAMES.contains(predicted.mode()) ? predicted.mode() : Bounded.OTHER;
    }
    int colon = fault.evidence().indexOf(':');
    String name = colon < 0 ? "" : fault.evidence().substring(0, colon);
    return NAMES.contains(name) ? name : Bounded.OTHER;
  }
}
