package io.ollamamax.checkpoint;

import com.fasterxml.jackson.databind.JsonNode;
import java.time.Duration;
import java.util.function.Supplier;

/** A piece of soft state that is kept over restarts. Used on the control thread. */
public interface Part {
  /** Names it in the file; never changes. */
  String name();

  /** Version of the format that it writes; it reads this one and all before it. */
  int version();

  /**
   * Takes what is to be kept, quickly.
   *
   * @return makes it JSON; called once, on the worker's thread
   */
  Supplier<JsonNode> save();

  /**
   * Takes over what was kept, wholly or not at all. What the world shows wins: what is older than
   * its time is let go, and what was learned since stays.
   *
   * @param age how long ago it was kept, never negative
   * @throws RuntimeException where it cannot be read; the other parts are restored all the same
   */
  void restore(Saved saved, Duration age);

  /** All nodes had time to join: what was kept for others is dropped. */
  default void settle() {}

  /**
   * What a part has kept.
   *
   * @param version of the format
   */
  record Saved(int version, JsonNode state) {}
}
