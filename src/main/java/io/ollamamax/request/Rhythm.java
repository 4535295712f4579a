package io.ollamamax.request;

/** The times of one exchange with a node: since when it is silent, and how long that is borne. */
final class Rhythm {
  private static final long INSPECTION_PATIENCE = 5_000_000_000L;
  private static final int FACTOR = 20;
  private static final int SHIFT = 3;

  private final Policy policy;
  private long since;
  private long lastLine;
  private long gapMean;

  Rhythm(Policy policy) {
    this.policy = policy;
  }

  void begin(long now) {
    since = now;
    lastLine = now;
    gapMean = 0;
  }

  /** The first token; returns how long it took, in nanoseconds. */
  long first(long now) {
    lastLine = now;
    return now - since;
  }

  void line(long now) {
    long gap = now - lastLine;
    gapMean = gapMean == 0 ? gap : gapMean + ((gap - gapMean) >> SHIFT);
    lastLine = now;
  }

  /** Silence up to now is not the node's. */
  void excuse(long now) {
    lastLine = now;
  }

  long gapMean() {
    return gapMean;
  }

  long silentSince(boolean betweenTokens) {
    return betweenTokens ? lastLine : since;
  }

  /** Whether a line has come. */
  boolean any() {
    return lastLine != since;
  }

  long inspection() {
    return INSPECTION_PATIENCE;
  }

  /**
   * The silence between tokens that is borne, in nanoseconds.
   *
   * @param replays whether the first token of a second run is still due
   */
  long betweenTokens(ModelLoad seen, boolean replays) {
    long rhythm = FACTOR * Math.max(gapMean, seen.tokenGap());
    return Math.clamp(
        replays && !any() ? Math.max(rhythm, policy.firstTokenMin()) : rhythm,
        policy.stallMin(),
        Math.max(policy.stallMin(), policy.stallMax()));
  }

  /**
   * The silence before the first token that is borne, in nanoseconds.
   *
   * @param lateness the longest vain wait there before this one began, in nanoseconds
   */
  long beforeFirst(ModelLoad seen, boolean loaded, long lateness) {
    long most = Math.max(policy.firstTokenMin(), policy.firstTokenMax());
    return loaded && seen.firstToken() > 0
        ? Math.clamp(
            Math.max(FACTOR * seen.firstToken(), 2 * lateness), policy.firstTokenMin(), most)
        : most;
  }
}
