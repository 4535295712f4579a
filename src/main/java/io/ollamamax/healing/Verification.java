package io.ollamamax.healing;

import io.ollamamax.healing.OperationRecord.Result;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** Looks again and again whether an operation helped: what was wrong must go, and stay away. */
final class Verification {
  private final Function<Situation, String> lack;
  private final Instant deadline;
  private @Nullable Instant relieved;

  /**
   * @param lack what is still missing for success
   * @param deadline until when it must have gone
   */
  Verification(Function<Situation, String> lack, Instant deadline) {
    this.lack = lack;
    this.deadline = deadline;
  }

  record Judgement(Result result, String reason) {}

  /** Nothing while it is not sure yet. */
  Optional<Judgement> look(Situation s) {
    String missing = lack.apply(s);
    if (!missing.isEmpty()) {
      boolean relapsed = relieved != null;
      relieved = null;
      return s.now().isBefore(deadline)
          ? Optional.empty()
          : Optional.of(
              new Judgement(Result.FAILED, relapsed ? "it came again: " + missing : missing));
    }
    if (relieved == null) {
      relieved = s.now();
    }
    Duration stayed = Duration.between(relieved, s.now());
    return stayed.compareTo(s.settings().stable()) < 0
        ? Optional.empty()
        : Optional.of(
            new Judgement(
                Result.SUCCEEDED, "well for %d s".formatted(Math.max(1, stayed.toSeconds()))));
  }

  /** Since when it is gone. */
  Optional<Instant> relieved() {
    return Optional.ofNullable(relieved);
  }
}
