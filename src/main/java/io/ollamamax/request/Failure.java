package io.ollamamax.request;

/** Why an attempt at a node ended without its answer. */
public enum Failure {
  /** No connection: the engine never saw the request. */
  REFUSED(false, true, true, "the connection was refused"),
  /** The connection died with the request or its answer on it. */
  LOST(true, true, true, "the connection was lost"),
  /** Tokens stopped for far longer than this node's rhythm. */
  STALLED(true, true, true, "no token came for too long"),
  /** No first token in time: it may work on, so this costs budget. */
  LATE(true, true, false, "no first token came in time"),
  /** The node answered with an error of its own. */
  CRASHED(true, true, false, "the node reported an error"),
  /** The node is full. */
  BUSY(true, false, false, "the node is busy"),
  /** The answer ended without {@code done}. */
  CUT(true, true, false, "the answer ended without done"),
  /** What came is no answer. */
  GARBLED(true, true, false, "the node's answer could not be read"),
  /** The node lacks the model, or has another copy of it: no fault of the node. */
  WRONG_NODE(false, false, false, "the node does not have the model");

  private final boolean counted;
  private final boolean blamed;
  private final boolean death;
  private final String text;

  Failure(boolean counted, boolean blamed, boolean death, String text) {
    this.counted = counted;
    this.blamed = blamed;
    this.death = death;
    this.text = text;
  }

  /** Whether it counts against {@code retry_attempts}. */
  public boolean counted() {
    return counted;
  }

  /** Whether it is evidence against the node. */
  public boolean blamed() {
    return blamed;
  }

  /**
   * Whether it looks like the node's death; a move away from a death is free of the retry budget.
   */
  public boolean death() {
    return death;
  }

  /** Whether the node worked on the request before it failed. */
  public boolean worked() {
    return this != REFUSED && this != BUSY && this != WRONG_NODE;
  }

  /** In plain words. */
  public String text() {
    return text;
  }
}
