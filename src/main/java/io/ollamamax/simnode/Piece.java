package io.ollamamax.simnode;

/** One token of an answer, as text. */
record Piece(Kind kind, String text) {
  enum Kind {
    /** Opens or closes the thinking; seen in raw answers alone. */
    MARK,
    THOUGHT,
    TEXT,
    /** A call of the first tool that was offered. */
    TOOL
  }
}
