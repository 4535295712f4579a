package io.ollamamax.request;

/** Why an attempt at a node ended without its answer. */
public enum Failure {
  /** No connection: the engine never saw the request. */
  REFUSED(Blame.NODE, false, true, "the connection was refused"),
  /** The connection died with the request or its answer on it. */
  LOST(Blame.NODE, true, true, "the connection was lost"),
  /** Tokens stopped for far longer than this node's rhythm. */
  STALLED(Blame.MODEL, true, true, "no token came for too long"),
  /** No first token in time: it may work on, so this costs budget. */
  LATE(Blame.MODEL, true, false, "no first token came in time"),
  /** The model's runner died under the request; the node lives. */
  CRASHED(Blame.MODEL, true, false, "the model's runner crashed"),
  /** The node answered with another error of its own. */
  ERROR(Blame.MODEL, true, false, "the node reported an error"),
  /** The node is full. */
  BUSY(Blame.NOBODY, true, false, "the node is busy"),
  /** The answer ended without {@code done}. */
  CUT(Blame.MODEL, true, false, "the answer ended without done"),
  /** What came is no answer. */
  GARBLED(Blame.MODEL, true, false, "the node's answer could not be read"),
  /** A load that other requests wait for too did not succeed; it is blamed once, not for each. */
  NOT_LOADED(Blame.NOBODY, true, false, "the model could not be loaded"),
  /** The gateway takes the request away from a node that fails: no news for anybody. */
  MOVED(Blame.NOBODY, false, true, "the answer was moved away from a failing node"),
  /** The node lacks the model, or has another copy of it: no fault of the node. */
  WRONG_NODE(Blame.NOBODY, false, false, "the node does not have the model");

  /** Whose breaker hears of a failure. */
  enum Blame {
    NODE,
    MODEL,
    NOBODY
  }

  private final Blame blame;
  private final boolean counted;
  private final boolean death;
  private final String text;

  Failure(Blame blame, boolean counted, boolean death, String text) {
    this.blame = blame;
    this.counted = counted;
    this.death = death;
    this.text = text;
  }

  Blame blame() {
    return blame;
  }

  /** Whether it counts against {@code retry_attempts}. */
  public boolean counted() {
    return counted;
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
