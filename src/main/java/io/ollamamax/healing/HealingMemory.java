package io.ollamamax.healing;

import io.ollamamax.cluster.NodeId;
import java.time.Instant;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;

/** What healing keeps over a restart of the gateway: soft state, lost without harm. */
public record HealingMemory(SortedMap<Arm, Posterior> posteriors, Caps caps) {
  public HealingMemory {
    posteriors = Collections.unmodifiableSortedMap(new TreeMap<>(posteriors));
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
