package io.ollamamax.healing;

import io.ollamamax.cluster.NodeId;
import java.time.Instant;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * What healing keeps over a restart of the gateway: soft state, lost without harm.
 *
 * @param outcomes that are not folded into the posteriors yet, the oldest first
 * @param trials that succeeded and may still relapse, the oldest first
 */
public record HealingMemory(
    SortedMap<Arm, Posterior> posteriors, List<Outcome> outcomes, List<Trial> trials, Caps caps) {
  public HealingMemory {
    posteriors = Collections.unmodifiableSortedMap(new TreeMap<>(posteriors));
    outcomes = List.copyOf(outcomes);
    trials = List.copyOf(trials);
  }

  /** What an attempt was worth, 0 to 1. */
  public record Outcome(Arm arm, double reward) {
    public Outcome {
      between0And1(reward);
    }
  }

  /** An attempt that succeeded, and counts as that where nothing relapsed until {@code due}. */
  public record Trial(Arm arm, NodeId node, double reward, Instant due) {
    public Trial {
      between0And1(reward);
    }
  }

  private static void between0And1(double reward) {
    if (!(reward >= 0 && reward <= 1)) {
      throw new IllegalArgumentException("a reward is from 0 to 1, got " + reward);
    }
  }

  /**
   * What was done lately.
   *
   * @param disruptive when operations began that took something away, the oldest first
   * @param restarts when each node was restarted, the oldest first; never an empty list
   */
  public record Caps(
      List<Instant> disruptive, Map<NodeId, List<Instant>> restarts, List<Quarantine> quarantines) {
    public Caps {
      disruptive = List.copyOf(disruptive);
      restarts = Map.copyOf(restarts);
      quarantines = List.copyOf(quarantines);
    }
  }
}
