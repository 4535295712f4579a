package io.ollamamax.config;

import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A number of bytes, written with binary units: {@code 64MiB}, {@code 1KiB}, {@code 4096}.
 *
 * @param bytes not negative
 */
public record ByteSize(long bytes) implements Comparable<ByteSize> {
  private static final List<String> UNITS = List.of("B", "KiB", "MiB", "GiB", "TiB");
  private static final Pattern SHAPE = Pattern.compile("([0-9]+) ?([A-Za-z]*)");

  public ByteSize {
    if (bytes < 0) {
      throw new IllegalArgumentException("a size is not negative, got " + bytes);
    }
  }

  /**
   * The size that a text stands for.
   *
   * @throws IllegalArgumentException where it is no whole number with one of the units B, KiB, MiB,
   *     GiB or TiB, or does not fit 63 bits
   */
  public static ByteSize parse(String text) {
    Matcher matcher = SHAPE.matcher(text);
    if (!matcher.matches()) {
      throw new IllegalArgumentException("a whole number with a unit is needed");
    }
    String name = matcher.group(2);
    int unit = name.isEmpty() ? 0 : UNITS.indexOf(name);
    if (unit < 0) {
      throw new IllegalArgumentException(
          "unknown unit " + Texts.quote(name) + ", known are " + String.join(", ", UNITS));
    }
    try {
      return new ByteSize(Math.multiplyExact(Long.parseLong(matcher.group(1)), 1L << (10 * unit)));
    } catch (ArithmeticException | NumberFormatException e) {
      throw new IllegalArgumentException("too large", e);
    }
  }

  /** The size in the largest unit that leaves no fraction. */
  @Override
  public String toString() {
    int unit = 0;
    long count = bytes;
    while (count != 0 && count % 1024 == 0 && unit < UNITS.size() - 1) {
      count /= 1024;
      unit++;
    }
    return count + UNITS.get(unit);
  }

  @Override
  public int compareTo(ByteSize other) {
    return Long.compare(bytes, other.bytes);
  }
}
