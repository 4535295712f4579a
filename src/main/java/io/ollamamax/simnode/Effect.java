package io.ollamamax.simnode;

import java.time.Duration;

/** What a fault does to one execution. */
sealed interface Effect {
  /** Nothing: the fault is a state of the node, or concerns other calls. */
  record None() implements Effect {}

  /** Refused on arrival. */
  record Refuse(int status, String error) implements Effect {}

  /** On arrival: waits without a word until the fault ends. */
  record Hold() implements Effect {}

  /**
   * Waits as for a load before the first token.
   *
   * @param error that ends the load; empty where it succeeds
   */
  record Load(Duration time, String error) implements Effect {}

  /** A prefill that goes on, and keeps its slot, after the client has left. */
  record Prefill(Duration time) implements Effect {}

  /** At a token: silence until the fault ends. */
  record Hang() implements Effect {}

  /**
   * At a token: an error line and a proper end, or 500 before the first token.
   *
   * @param early whether it strikes before the first token
   */
  record Crash(String error, boolean early) implements Effect {}

  /** At a token: the connection is reset, perhaps within a chunk. */
  record Reset() implements Effect {}

  /** At a token: a proper end without {@code done}. */
  record End() implements Effect {}

  /**
   * At a token: the same one over and over, then an end without {@code done}.
   *
   * @param error line before the end; empty for none
   */
  record Repeat(int times, String error) implements Effect {}

  /** From a token on: slower. */
  record Slow(int factor) implements Effect {}

  /** From a token on: slower with every token of the node. */
  record Leak() implements Effect {}

  /** From a token on: rubbish. */
  record Garble() implements Effect {}
}
