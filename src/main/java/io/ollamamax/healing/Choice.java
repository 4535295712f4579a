package io.ollamamax.healing;

import java.time.Duration;

/** What is decided about a fault. */
public sealed interface Choice {
  /** Act now. */
  record Act(Strategy strategy) implements Choice {}

  /** Look again in a while at the latest. */
  record LookAgain(Duration in) implements Choice {}

  /** Nothing is done about it. */
  record Leave() implements Choice {}

  /** In the API. */
  default String word() {
    return switch (this) {
      case Act _ -> "act";
      case LookAgain _ -> "look_again";
      case Leave _ -> "leave";
    };
  }
}
