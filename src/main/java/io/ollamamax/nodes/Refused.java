package io.ollamamax.nodes;

/** What was asked of the nodes cannot be done; nothing was changed. */
public final class Refused extends RuntimeException {
  /** Why. */
  public enum Kind {
    /** There is no such node. */
    UNKNOWN,
    /** It does not go with what there is. */
    CONFLICT
  }

  private final Kind kind;

  Refused(Kind kind, String message) {
    super(message, null, false, false);
    this.kind = kind;
  }

  public Kind kind() {
    return kind;
  }
}
