package io.ollamamax.request;

/** Compares a request that is run again with what the client was given before. */
final class Replay {
  /** What a piece of the second run is. */
  enum Piece {
    /** The client has it. */
    KNOWN,
    /** It goes beyond what the client has; {@link #beyond} is what is new in it. */
    BEYOND,
    /** It is not what the client was given. */
    DIFFERENT
  }

  private final String sent;
  private int at;
  private String beyond = "";

  Replay(String sent) {
    this.sent = sent;
  }

  /** Whether all that the client has was seen again. */
  boolean caughtUp() {
    return at == sent.length();
  }

  /**
   * Takes the next piece.
   *
   * @param last whether the run ends with it, so that it must reach the end of what was sent
   */
  Piece next(String piece, boolean last) {
    int missing = sent.length() - at;
    if (!last && piece.length() <= missing && sent.startsWith(piece, at)) {
      at += piece.length();
      return Piece.KNOWN;
    }
    if (piece.length() > missing && piece.startsWith(sent.substring(at))) {
      at = sent.length();
      beyond = piece.substring(missing);
      return Piece.BEYOND;
    }
    return Piece.DIFFERENT;
  }

  /** What was new in the piece that went beyond. */
  String beyond() {
    return beyond;
  }
}
