package io.ollamamax.health;

import java.time.Duration;

/** What came when a loaded model was asked for one token. */
public sealed interface TokenResult {
  /**
   * A token.
   *
   * @param reloaded whether the node loaded the model anew for it
   */
  record Came(boolean reloaded) implements TokenResult {}

  /** Nothing, for so long. */
  record Silent(Duration waited) implements TokenResult {}

  /**
   * An error.
   *
   * @param reason in plain words
   */
  record Failed(String reason) implements TokenResult {}

  /** Nothing that speaks for or against the node: it was busy, or the model was gone. */
  record Unclear() implements TokenResult {}
}
