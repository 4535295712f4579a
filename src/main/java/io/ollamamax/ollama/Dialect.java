package io.ollamamax.ollama;

import java.io.IOException;

/** An API that clients speak, made from Ollama's own; without state, for one kind of request. */
@FunctionalInterface
public interface Dialect {
  /** Ollama's own API: what comes and goes is left as it is. */
  Dialect OLLAMA = (body, stamp) -> new Translation(body, PlainReplies.INSTANCE);

  /**
   * Translates a request.
   *
   * @throws IOException where it cannot be served, with a message for the client, who gets a 400
   */
  Translation translate(byte[] body, Stamp stamp) throws IOException;
}
