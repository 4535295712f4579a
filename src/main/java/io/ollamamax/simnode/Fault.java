package io.ollamamax.simnode;

import io.ollamamax.config.GoDuration;
import java.time.Duration;
import java.util.Arrays;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.Collectors;

/**
 * A fault that waits in a node, or holds the whole of it.
 *
 * @param variant one of the mode's variants; empty where it has none
 * @param running whether it is a state of the whole node, which strikes running streams at once;
 *     otherwise it strikes requests that come, each by itself
 * @param after tokens of an execution, counted from its own start, after which modes in mid-stream
 *     strike; -1 for a random number of them. For {@code slow-leak} the tokens of the node until
 *     its memory is exhausted
 * @param count requests that it strikes; -1 for all
 * @param duration until it ends by itself; zero for until it is healed
 * @param delay the time that belongs to the mode: a load, a stall, half a flapping period, a
 *     prefill; zero for the mode's usual one
 * @param factor by which {@code cpu-fallback} slows tokens
 */
public record Fault(
    Mode mode,
    String variant,
    boolean running,
    int after,
    int count,
    Duration duration,
    Duration delay,
    int factor) {
  /** The tokens after which it strikes are drawn at random. */
  public static final int RANDOM = -1;

  /** It strikes every request. */
  public static final int ALL = -1;

  private static final int USUAL_FACTOR = 20;

  /**
   * Checks that the mode can do that.
   *
   * @throws IllegalArgumentException where it cannot, saying what it can
   */
  public Fault {
    if (!variant.isEmpty() && !mode.variants().contains(variant)) {
      throw new IllegalArgumentException(
          mode.variants().isEmpty()
              ? mode.wire() + " has no variants, got '" + variant + "'"
              : "variant of " + mode.wire() + " is one of " + mode.variants() + ", got " + variant);
    }
    if (variant.isEmpty() && !mode.variants().isEmpty()) {
      variant = mode.variants().getFirst();
    }
    if (mode.scope() == Mode.Scope.NODE && !running) {
      throw new IllegalArgumentException(
          mode.wire() + " is a state of the whole node, not of single requests");
    }
    if (mode.scope() == Mode.Scope.REQUESTS && running) {
      throw new IllegalArgumentException(
          mode.wire() + " strikes single requests, not the whole node");
    }
    if (running && count != ALL) {
      throw new IllegalArgumentException("a state of the whole node has no count");
    }
    if (after < RANDOM || count < ALL || count == 0) {
      throw new IllegalArgumentException("after is 0 or more, count is 1 or more");
    }
    if (duration.isNegative() || delay.isNegative() || factor < 1) {
      throw new IllegalArgumentException("durations are 0s or more, factor is 1 or more");
    }
  }

  /** A fault that strikes requests, by the mode's usual variant and times. */
  public Fault(Mode mode, int after, int count) {
    this(mode, "", false, after, count, Duration.ZERO, Duration.ZERO, USUAL_FACTOR);
  }

  /** A state of the whole node, until it is healed. */
  public static Fault ofNode(Mode mode) {
    return new Fault(mode, "", true, RANDOM, ALL, Duration.ZERO, Duration.ZERO, USUAL_FACTOR);
  }

  /** The same, by another variant. */
  public Fault with(String otherVariant) {
    return new Fault(mode, otherVariant, running, after, count, duration, delay, factor);
  }

  /** The same, with another time of its own. */
  public Fault taking(Duration otherDelay) {
    return new Fault(mode, variant, running, after, count, duration, otherDelay, factor);
  }

  /** The same, ending by itself. */
  public Fault lasting(Duration otherDuration) {
    return new Fault(mode, variant, running, after, count, otherDuration, delay, factor);
  }

  /**
   * Reads a fault from named parameters: {@code variant}, {@code running}, {@code after}, {@code
   * count}, {@code duration}, {@code delay}, {@code factor}. Without {@code running}, {@code after}
   * and {@code count} it is a state of the whole node where the mode has one.
   *
   * @throws IllegalArgumentException that says what is wrong
   */
  public static Fault parse(String mode, Map<String, String> parameters) {
    Mode known =
        Mode.of(mode)
            .orElseThrow(
                () ->
                    new IllegalArgumentException(
                        "no mode '" + mode + "'; the modes are " + names()));
    Map<String, String> rest = new TreeMap<>(parameters);
    String variant = Optional.ofNullable(rest.remove("variant")).orElse("");
    Optional<String> after = Optional.ofNullable(rest.remove("after"));
    Optional<String> count = Optional.ofNullable(rest.remove("count"));
    Optional<String> running = Optional.ofNullable(rest.remove("running"));
    Optional<String> duration = Optional.ofNullable(rest.remove("duration"));
    Optional<String> delay = Optional.ofNullable(rest.remove("delay"));
    Optional<String> factor = Optional.ofNullable(rest.remove("factor"));
    if (!rest.isEmpty()) {
      throw new IllegalArgumentException(
          "no parameter '"
              + rest.keySet().iterator().next()
              + "'; the parameters are variant, running, after, count, duration, delay, factor");
    }
    boolean whole =
        switch (known.scope()) {
          case NODE -> true;
          case REQUESTS -> false;
          case BOTH -> after.isEmpty() && count.isEmpty();
        };
    return new Fault(
        known,
        variant,
        running.map(text -> flag("running", text)).orElse(whole),
        after.map(text -> number("after", text)).orElse(RANDOM),
        count.map(text -> number("count", text)).orElse(ALL),
        duration.map(text -> time("duration", text)).orElse(Duration.ZERO),
        delay.map(text -> time("delay", text)).orElse(Duration.ZERO),
        factor.map(text -> number("factor", text)).orElse(USUAL_FACTOR));
  }

  /** Its time, or the mode's usual one. */
  Duration delayOr(Duration usual) {
    return delay.isZero() ? usual : delay;
  }

  private static String names() {
    return Arrays.stream(Mode.values()).map(Mode::wire).collect(Collectors.joining(", "));
  }

  static int number(String name, String text) {
    try {
      return Integer.parseInt(text);
    } catch (NumberFormatException e) {
      throw new IllegalArgumentException(name + " is a whole number, got '" + text + "'", e);
    }
  }

  private static boolean flag(String name, String text) {
    if (!text.equals("true") && !text.equals("false")) {
      throw new IllegalArgumentException(name + " is true or false, got '" + text + "'");
    }
    return text.equals("true");
  }

  private static Duration time(String name, String text) {
    try {
      return GoDuration.parse(text);
    } catch (RuntimeException e) {
      throw new IllegalArgumentException(
          name + " is a duration such as 500ms or 1m30s, got '" + text + "'", e);
    }
  }
}
