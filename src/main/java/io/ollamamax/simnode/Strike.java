package io.ollamamax.simnode;

import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/** The fault that one execution meets: what it does, from which piece on, and whether it has. */
final class Strike {
  static final Strike NONE = new Strike(null, new Effect.None(), 0);

  private static final long LEAST_SLOWED = 1_000_000;

  /** Leaked tokens that add the usual pause once more. */
  private static final int LEAK_STEP = 50;

  private final @Nullable Fault fault;
  private final Effect effect;
  private final long at;
  private boolean struck;

  private Strike(@Nullable Fault fault, Effect effect, long at) {
    this.fault = fault;
    this.effect = effect;
    this.at = at;
  }

  /** Strikes at once. */
  static Strike now(Fault fault, Effect effect, int next) {
    return new Strike(fault, effect, next);
  }

  /**
   * Strikes as the fault says.
   *
   * @param next the execution's first piece
   * @param end behind its last one; a strike at random comes there at the latest
   */
  static Strike of(Fault fault, Effect effect, int next, int end, RandomGenerator random) {
    int left = Math.max(0, end - next);
    boolean drawn = fault.after() == Fault.RANDOM;
    int given = drawn ? 0 : fault.after();
    int after =
        switch (effect) {
          case Effect.Crash(String ignored, boolean early) ->
              early ? 0 : drawn ? Math.min(left, 1 + random.nextInt(Math.max(1, left))) : given;
          case Effect.Hang ignored when fault.running() -> 0;
          case Effect.Slow ignored -> given;
          case Effect.Leak ignored -> 0;
          default -> drawn ? random.nextInt(left + 1) : given;
        };
    return new Strike(fault, effect, (long) next + after);
  }

  @Nullable Fault fault() {
    return fault;
  }

  Effect effect() {
    return effect;
  }

  /** Whether it strikes at the next piece, or has done so before. */
  boolean isDue(int next) {
    return fault != null && next >= at;
  }

  /** It strikes; true where it does so for the first time. */
  boolean first() {
    boolean first = !struck;
    struck = true;
    return first;
  }

  /** Whether pieces are rubbish by now. */
  boolean garbles() {
    return struck && effect instanceof Effect.Garble;
  }

  /** Nanoseconds between pieces. */
  long pause(long usual, int next, int leaked) {
    return switch (effect) {
      case Effect.Slow slow when next >= at -> Math.max(usual, LEAST_SLOWED) * slow.factor();
      case Effect.Leak ignored -> usual + usual * leaked / LEAK_STEP;
      default -> usual;
    };
  }
}
