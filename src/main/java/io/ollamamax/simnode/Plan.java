package io.ollamamax.simnode;

import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A fault for every conversation of a fleet, whichever node it comes to: its executions meet the
 * fault until it has struck as often as is wanted, later ones run clean. Event loop only.
 */
final class Plan {
  private static final int REMEMBERED = 1_000_000;

  private final Fault fault;
  private final int strikes;
  private final Map<String, Integer> struck = counts();

  /**
   * @param strikes wanted in each conversation
   */
  Plan(Fault fault, int strikes) {
    this.fault = fault;
    this.strikes = strikes;
  }

  private static Map<String, Integer> counts() {
    return new LinkedHashMap<>() {
      @Override
      protected boolean removeEldestEntry(Map.Entry<String, Integer> eldest) {
        return size() > REMEMBERED;
      }
    };
  }

  /** The fault for the conversation's next execution, or null. */
  @Nullable Fault next(String conversation) {
    return struck.getOrDefault(conversation, 0) < strikes ? fault : null;
  }

  /** The fault has struck; others than the plan's own are not counted. */
  void struck(String conversation, Fault by) {
    if (by.equals(fault)) {
      struck.merge(conversation, 1, Integer::sum);
    }
  }

  /** How often each conversation was struck. */
  Map<String, Integer> struck() {
    return Map.copyOf(struck);
  }
}
