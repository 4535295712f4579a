package io.ollamamax.sim.redundancy;

import io.ollamamax.cluster.ModelName;
import io.ollamamax.cluster.NodeId;
import io.ollamamax.cluster.NodeKind;
import io.ollamamax.redundancy.Site;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.TreeMap;

/** A simulated node with its disk. */
final class Node {
  static final long GIB = 1L << 30;

  final NodeId id;
  final String zone;
  final long disk;
  final Map<ModelName, Site.Held> models = new TreeMap<>();
  boolean up = true;
  String endangered = "";

  Node(NodeId id, String zone, long disk) {
    this.id = id;
    this.zone = zone;
    this.disk = disk;
  }

  long free() {
    return disk - models.values().stream().mapToLong(Site.Held::size).sum();
  }

  Site site() {
    return new Site(
        id,
        NodeKind.OLLAMA,
        "node " + id,
        up,
        up,
        endangered,
        Map.of("zone", zone),
        Optional.of(new Site.Disk(free(), disk)),
        OptionalLong.empty(),
        models);
  }
}
