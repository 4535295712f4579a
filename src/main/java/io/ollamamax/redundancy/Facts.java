package io.ollamamax.redundancy;

import io.ollamamax.cluster.ModelName;
import java.util.List;
import java.util.Map;

/**
 * All that redundancy knows of the cluster at a look.
 *
 * @param sites all nodes
 * @param digests which of several copies of a name counts, by name
 * @param demand requests at once, on average, by model; what is not in it is not asked for
 * @param whole whether every node has been looked at
 */
public record Facts(
    List<Site> sites,
    Map<ModelName, String> digests,
    Map<ModelName, Double> demand,
    boolean whole) {
  public Facts {
    sites = List.copyOf(sites);
    digests = Map.copyOf(digests);
    demand = Map.copyOf(demand);
  }
}
