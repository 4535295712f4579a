package io.ollamamax.metrics;

import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/** Keeps the number of a label's values bounded: whatever comes beyond it is {@code other}. */
final class Bounded {
  static final String OTHER = "other";

  private final Set<String> known = ConcurrentHashMap.newKeySet();
  private final int most;

  Bounded(int most) {
    this.most = most;
  }

  String of(String value) {
    return known.contains(value) || (known.size() < most && known.add(value)) ? value : OTHER;
  }
}
