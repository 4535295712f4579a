package io.ollamamax.redundancy;

import java.util.Map;

/**
 * Remembers, over restarts, which copies were made here. What it has forgotten counts as made by
 * people, and stays. Called on the control thread; does not block.
 */
public interface Ownership {
  /** All copies made here, with their digests. */
  Map<Copy, String> all();

  void made(Copy copy, String digest);

  void gone(Copy copy);
}
