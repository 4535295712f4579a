package io.ollamamax.healing;

import java.util.Map;

/**
 * What came of an act, as measured.
 *
 * @param text the reason, for a person; of diagnostics the whole text
 * @param figures measured, by name: {@code pid} and {@code pid_before}, {@code answered_ms} (from
 *     the order to the first answer), {@code took_ms}
 */
public record ActResult(Outcome outcome, String text, Map<String, Long> figures) {
  /** How an act ended. */
  public enum Outcome {
    /** Its effect was seen. */
    DONE,
    /** It was tried and its effect is not there. */
    FAILED,
    /** Nothing was tried. */
    REFUSED,
    /** It was handed over and nothing was heard of it in time. */
    UNKNOWN
  }

  public ActResult {
    figures = Map.copyOf(figures);
  }

  public static ActResult done(String text, Map<String, Long> figures) {
    return new ActResult(Outcome.DONE, text, figures);
  }

  public static ActResult failed(String reason) {
    return new ActResult(Outcome.FAILED, reason, Map.of());
  }

  public static ActResult refused(String reason) {
    return new ActResult(Outcome.REFUSED, reason, Map.of());
  }

  public static ActResult unknown(String reason) {
    return new ActResult(Outcome.UNKNOWN, reason, Map.of());
  }
}
