package io.ollamamax.config;

import java.util.Collection;
import java.util.Comparator;
import java.util.Locale;
import java.util.Optional;

/** Keys and how near they are to one another. */
final class Names {
  private Names() {}

  /** {@code retryDelay} as {@code retry_delay}. */
  static String snake(String camel) {
    return camel.replaceAll("([a-z])([A-Z])", "$1_$2").toLowerCase(Locale.ROOT);
  }

  /** The known key that was probably meant. */
  static Optional<String> nearest(String key, Collection<String> known) {
    return known.stream()
        .filter(name -> distance(key, name) <= Math.max(2, name.length() / 3))
        .min(Comparator.comparingInt(name -> distance(key, name)));
  }

  private static int distance(String a, String b) {
    int[] before = new int[b.length() + 1];
    for (int j = 0; j <= b.length(); j++) {
      before[j] = j;
    }
    for (int i = 1; i <= a.length(); i++) {
      int[] row = new int[b.length() + 1];
      row[0] = i;
      for (int j = 1; j <= b.length(); j++) {
        int change = a.charAt(i - 1) == b.charAt(j - 1) ? 0 : 1;
        row[j] = Math.min(before[j - 1] + change, 1 + Math.min(before[j], row[j - 1]));
      }
      before = row;
    }
    return before[b.length()];
  }
}
