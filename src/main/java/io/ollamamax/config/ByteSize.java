package io.ollamamax.config;

import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Sizes in bytes: {@code 64MiB}, {@code 1KiB}, {@code 4096}. */
final class ByteSize {
  private static final Pattern SHAPE = Pattern.compile("([0-9]{1,12})(B|KiB|MiB|GiB|TiB)?");
  private static final Map<String, Integer> SHIFT =
      Map.of("B", 0, "KiB", 10, "MiB", 20, "GiB", 30, "TiB", 40);

  private ByteSize() {}

  static long parse(String text) {
    Matcher match = SHAPE.matcher(text);
    if (!match.matches()) {
      throw new IllegalArgumentException("a size such as 64MiB or 4096");
    }
    int shift = match.group(2) == null ? 0 : SHIFT.getOrDefault(match.group(2), 0);
    long number = Long.parseLong(match.group(1));
    if (number > Long.MAX_VALUE >> shift) {
      throw new IllegalArgumentException("a size below 8 EiB");
    }
    return number << shift;
  }
}
