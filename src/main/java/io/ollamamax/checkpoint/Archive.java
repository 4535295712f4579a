package io.ollamamax.checkpoint;

import java.io.IOException;
import java.time.Instant;
import java.util.List;

/** Where checkpoints are kept. Blocks. An error's message says what is wrong, and where. */
public interface Archive {
  /** All that are there, the newest first; none where nothing was ever written. */
  List<Stored> list() throws IOException;

  /** The bytes as they were written, if they still are. */
  byte[] read(Stored stored) throws IOException;

  /** Keeps the bytes under that number; wholly or not at all, and durably once it returns. */
  Stored write(long number, byte[] bytes) throws IOException;

  /** Marks one as damaged, so that it is used no more. */
  void setAside(Stored stored) throws IOException;

  void remove(Stored stored) throws IOException;

  /** For a person: where it is. */
  String place();

  /**
   * One that is kept.
   *
   * @param number the greatest is the newest, whatever clocks say
   * @param written when, by the clock of the archive
   * @param setAside whether it was found damaged
   */
  record Stored(String name, long number, long bytes, Instant written, boolean setAside) {}
}
