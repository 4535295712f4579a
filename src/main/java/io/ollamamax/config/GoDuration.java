package io.ollamamax.config;

import java.time.Duration;

/** Durations written and read exactly as Go's {@code time} package does: {@code 1h30m0s}. */
public final class GoDuration {
  private static final long LIMIT = Long.MIN_VALUE; // 2^63, unsigned
  private static final long MICRO = 1_000;
  private static final long MILLI = 1_000_000;
  private static final long SECOND = 1_000_000_000;

  private GoDuration() {}

  /**
   * The duration that a text such as {@code 500ms}, {@code 1h30m} or {@code -1.5s} stands for.
   *
   * @throws IllegalArgumentException with Go's own words where it stands for none, or for more than
   *     some 292 years
   */
  public static Duration parse(String text) {
    boolean negative = text.startsWith("-");
    int at = negative || text.startsWith("+") ? 1 : 0;
    if (text.substring(at).equals("0")) {
      return Duration.ZERO;
    }
    if (at == text.length()) {
      throw invalid(text);
    }
    long nanos = 0;
    while (at < text.length()) {
      int end = endOfNumber(text, at);
      String number = text.substring(at, end);
      at = end;
      while (end < text.length() && text.charAt(end) != '.' && !isDigit(text.charAt(end))) {
        end++;
      }
      long part = part(text, number, text.substring(at, end));
      if (Long.compareUnsigned(part, LIMIT - nanos) > 0) {
        throw invalid(text);
      }
      nanos += part;
      at = end;
    }
    if (negative) {
      return Duration.ofNanos(-nanos);
    }
    if (nanos == LIMIT) {
      throw invalid(text);
    }
    return Duration.ofNanos(nanos);
  }

  private static int endOfNumber(String text, int start) {
    int end = start;
    while (end < text.length() && isDigit(text.charAt(end))) {
      end++;
    }
    int digits = end - start;
    if (end < text.length() && text.charAt(end) == '.') {
      end++;
      while (end < text.length() && isDigit(text.charAt(end))) {
        end++;
        digits++;
      }
    }
    if (digits == 0) {
      throw invalid(text);
    }
    return end;
  }

  private static long part(String text, String number, String unitName) {
    if (unitName.isEmpty()) {
      throw new IllegalArgumentException("time: missing unit in duration " + Texts.quote(text));
    }
    long unit = unit(unitName);
    if (unit == 0) {
      throw new IllegalArgumentException(
          "time: unknown unit " + Texts.quote(unitName) + " in duration " + Texts.quote(text));
    }
    int dot = number.indexOf('.');
    long whole = whole(text, dot < 0 ? number : number.substring(0, dot));
    if (Long.compareUnsigned(whole, Long.divideUnsigned(LIMIT, unit)) > 0) {
      throw invalid(text);
    }
    long nanos = whole * unit + (dot < 0 ? 0 : fraction(number.substring(dot + 1), unit));
    if (Long.compareUnsigned(nanos, LIMIT) > 0) {
      throw invalid(text);
    }
    return nanos;
  }

  private static long whole(String text, String digits) {
    long value = 0;
    for (int i = 0; i < digits.length(); i++) {
      if (Long.compareUnsigned(value, Long.divideUnsigned(LIMIT, 10)) > 0) {
        throw invalid(text);
      }
      value = value * 10 + (digits.charAt(i) - '0');
      if (Long.compareUnsigned(value, LIMIT) > 0) {
        throw invalid(text);
      }
    }
    return value;
  }

  /** Digits past those that fit 63 bits are dropped. */
  private static long fraction(String digits, long unit) {
    long value = 0;
    double scale = 1;
    for (int i = 0; i < digits.length(); i++) {
      if (Long.compareUnsigned(value, Long.MAX_VALUE / 10) > 0) {
        break;
      }
      long next = value * 10 + (digits.charAt(i) - '0');
      if (Long.compareUnsigned(next, LIMIT) > 0) {
        break;
      }
      value = next;
      scale *= 10;
    }
    return (long) ((value == LIMIT ? 0x1p63 : value) * (unit / scale));
  }

  private static long unit(String name) {
    return switch (name) {
      case "ns" -> 1;
      case "us", "\u00b5s", "\u03bcs" -> MICRO;
      case "ms" -> MILLI;
      case "s" -> SECOND;
      case "m" -> 60 * SECOND;
      case "h" -> 3600 * SECOND;
      default -> 0;
    };
  }

  /**
   * The text that Go prints: {@code 30m0s}, {@code 1.5s}, {@code 100µs}, {@code 0s}.
   *
   * @throws ArithmeticException where the duration exceeds some 292 years
   */
  public static String format(Duration duration) {
    long nanos = duration.toNanos();
    String sign = nanos < 0 ? "-" : "";
    long magnitude = nanos < 0 ? -nanos : nanos; // 2^63 stays itself, read as unsigned
    if (magnitude == 0) {
      return "0s";
    }
    if (Long.compareUnsigned(magnitude, MICRO) < 0) {
      return sign + magnitude + "ns";
    }
    if (Long.compareUnsigned(magnitude, MILLI) < 0) {
      return sign + decimal(magnitude, MICRO) + "\u00b5s";
    }
    if (Long.compareUnsigned(magnitude, SECOND) < 0) {
      return sign + decimal(magnitude, MILLI) + "ms";
    }
    long minute = 60 * SECOND;
    StringBuilder out = new StringBuilder(sign);
    long minutes = Long.divideUnsigned(magnitude, minute);
    if (minutes >= 60) {
      out.append(minutes / 60).append('h');
    }
    if (minutes > 0) {
      out.append(minutes % 60).append('m');
    }
    return out.append(decimal(Long.remainderUnsigned(magnitude, minute), SECOND))
        .append('s')
        .toString();
  }

  private static String decimal(long value, long unit) {
    long rest = value % unit;
    if (rest == 0) {
      return Long.toString(value / unit);
    }
    String digits = Long.toString(unit + rest).substring(1).replaceAll("0+$", "");
    return value / unit + "." + digits;
  }

  private static boolean isDigit(char c) {
    return c >= '0' && c <= '9';
  }

  private static IllegalArgumentException invalid(String text) {
    return new IllegalArgumentException("time: invalid duration " + Texts.quote(text));
  }
}
