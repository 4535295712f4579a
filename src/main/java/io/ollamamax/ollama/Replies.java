package io.ollamamax.ollama;

import java.io.IOException;

/** The way of one answer from Ollama's API to the client's; has state, belongs to one thread. */
public interface Replies {
  /** Where a stream's bytes go. */
  @FunctionalInterface
  interface Out {
    /** Takes the bytes before it returns. */
    void write(byte[] bytes, int from, int length);
  }

  /**
   * Translates a whole answer, or an error in Ollama's shape.
   *
   * @param status HTTP status code
   * @throws IOException where it cannot be read
   */
  byte[] whole(int status, byte[] body) throws IOException;

  /** Content type of a stream. Only answers that can stream have this and what follows. */
  default String streamType() {
    throw new IllegalStateException("this answer comes whole");
  }

  /**
   * Translates a whole line of a stream, {@code bytes[from, to)}. An empty piece of text in
   * mid-stream is a sign of life.
   *
   * @throws IOException where it cannot be read
   */
  default void line(byte[] bytes, int from, int to, Out out) throws IOException {
    throw new IllegalStateException("this answer comes whole");
  }

  /** What a broken stream ends with, from Ollama's error line. */
  default byte[] brokenOff(byte[] errorLine) {
    throw new IllegalStateException("this answer comes whole");
  }
}
