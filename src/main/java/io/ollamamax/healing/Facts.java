package io.ollamamax.healing;

import io.ollamamax.cluster.Fault;
import java.util.List;

/**
 * All that healing knows of the cluster at a look.
 *
 * @param nodes all of them
 * @param faults all that detectors find wrong now; what is not in it is over
 * @param waiting requests that wait because no node has a free place
 */
public record Facts(List<NodeFacts> nodes, List<Fault> faults, int waiting) {
  public Facts {
    nodes = List.copyOf(nodes);
    faults = List.copyOf(faults);
  }
}
