package io.ollamamax.ollama;

import org.jspecify.annotations.Nullable;

/**
 * A client's request as Ollama takes it.
 *
 * @param body Ollama's; its {@code stream} is the client's wish
 * @param replies brings the answer into the client's API
 * @param withoutThinking what to ask instead where the model turns out not to think; null where
 *     that is the client's error
 */
public record Translation(byte[] body, Replies replies, byte @Nullable [] withoutThinking) {
  /** How Ollama ends its 400 to a request for thinking that the model is not capable of. */
  private static final String NO_THINKING = "does not support thinking";

  /** A translation to which there is no other. */
  public Translation(byte[] body, Replies replies) {
    this(body, replies, null);
  }

  /** What to ask instead after this answer; null where the answer stands. */
  public @Nullable Translation instead(int status, byte[] answer) {
    return withoutThinking != null
            && status == 400
            && ErrorShape.message(answer).contains(NO_THINKING)
        ? new Translation(withoutThinking, replies)
        : null;
  }
}
