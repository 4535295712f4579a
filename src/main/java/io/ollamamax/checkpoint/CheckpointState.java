package io.ollamamax.checkpoint;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/**
 * How checkpoints stand; immutable.
 *
 * @param newest the one that was written last by this process
 * @param restored what the process began with, or an operator restored since
 * @param problem why the last one could not be written, or what was wrong at the start as long as
 *     none is written; empty where all is well
 */
public record CheckpointState(
    Optional<Written> newest, Optional<Restored> restored, String problem) {
  static final CheckpointState NOTHING =
      new CheckpointState(Optional.empty(), Optional.empty(), "");

  /** One that was written. */
  public record Written(String name, Instant at) {}

  /**
   * One that was taken over.
   *
   * @param age how old it was then
   * @param parts that were restored
   * @param skipped those that were not, each with the reason
   */
  public record Restored(
      String name, Instant at, Duration age, List<String> parts, List<String> skipped) {
    public Restored {
      parts = List.copyOf(parts);
      skipped = List.copyOf(skipped);
    }
  }

  CheckpointState wrote(Written now) {
    return new CheckpointState(Optional.of(now), restored, "");
  }

  CheckpointState tookOver(Restored now) {
    return new CheckpointState(newest, Optional.of(now), problem);
  }

  CheckpointState with(String trouble) {
    return new CheckpointState(newest, restored, trouble);
  }
}
