package io.ollamamax.health;

import io.ollamamax.cluster.Fault;
import io.ollamamax.cluster.Fault.Resource;
import io.ollamamax.cluster.NodeId;
import io.ollamamax.telemetry.HostSample;
import java.util.ArrayList;
import java.util.List;

/** What a node runs out of, as its host's sample shows. */
public final class Pressure {
  /** Share that is left below which it is told of; at none left the severity is 1. */
  private static final double LITTLE_MEMORY = 0.1;

  private static final double LITTLE_DISK = 0.05;

  private Pressure() {}

  /** A node's shortages; memory of accelerators is not among them, for nodes fill it on purpose. */
  public static List<Fault> of(NodeId node, HostSample sample) {
    List<Fault> found = new ArrayList<>();
    look(
        node,
        Resource.MEMORY,
        sample.memoryAvailable() + sample.swapTotal() - sample.swapUsed(),
        sample.memoryTotal(),
        LITTLE_MEMORY,
        found);
    sample
        .disk()
        .ifPresent(
            disk -> look(node, Resource.DISK, disk.free(), disk.total(), LITTLE_DISK, found));
    return found;
  }

  private static void look(
      NodeId node, Resource resource, long left, long total, double little, List<Fault> found) {
    double share = total <= 0 ? 1 : (double) left / total;
    if (share < little) {
      found.add(
          new Fault.ResourcePressure(
              node,
              resource,
              1 - Math.max(0, share) / little,
              "%s is nearly full: %.1f %% (%d MB) are left"
                  .formatted(
                      resource == Resource.DISK ? "the disk of the models" : "memory",
                      100 * share,
                      left >> 20)));
    }
  }
}
