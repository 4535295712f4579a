package io.ollamamax.config;

import java.util.List;
import java.util.Optional;

/** The known key that a mistyped one stands for. */
final class NearestKey {
  private static final int LONGEST = 64;

  private NearestKey() {}

  /** The nearest of the known keys, where one is near: a third of the letters may differ. */
  static Optional<String> of(String given, List<String> known) {
    if (given.length() > LONGEST) {
      return Optional.empty();
    }
    String best = "";
    int least = Integer.MAX_VALUE;
    for (String key : known) {
      int distance = distance(given, key);
      if (distance < least) {
        least = distance;
        best = key;
      }
    }
    int allowed = Math.max(1, Math.min(given.length(), best.length()) / 3);
    return least <= allowed ? Optional.of(best) : Optional.empty();
  }

  /** Damerau-Levenshtein, each substring edited at most once. */
  static int distance(String a, String b) {
    int[][] cost = new int[a.length() + 1][b.length() + 1];
    for (int i = 0; i <= a.length(); i++) {
      for (int j = 0; j <= b.length(); j++) {
        cost[i][j] = i == 0 || j == 0 ? i + j : cheapest(a, b, cost, i, j);
      }
    }
    return cost[a.length()][b.length()];
  }

  private static int cheapest(String a, String b, int[][] cost, int i, int j) {
    boolean same = a.charAt(i - 1) == b.charAt(j - 1);
    int best =
        Math.min(cost[i - 1][j - 1] + (same ? 0 : 1), Math.min(cost[i - 1][j], cost[i][j - 1]) + 1);
    boolean swapped =
        i > 1 && j > 1 && a.charAt(i - 1) == b.charAt(j - 2) && a.charAt(i - 2) == b.charAt(j - 1);
    return swapped ? Math.min(best, cost[i - 2][j - 2] + 1) : best;
  }
}
