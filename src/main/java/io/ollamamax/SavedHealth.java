package io.ollamamax;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.ollamamax.cluster.Cluster;
import io.ollamamax.cluster.ModelName;
import io.ollamamax.cluster.NodeId;
import io.ollamamax.cluster.NodeView;
import io.ollamamax.health.HealthMemory;
import io.ollamamax.health.HealthMonitor;
import io.ollamamax.ollama.Json;
import java.time.Duration;
import java.util.SortedMap;
import java.util.TreeMap;

/** What probes have learned of each node. */
record SavedHealth(Cluster cluster, HealthMonitor health) implements NodePart.Kind<HealthMemory> {
  @Override
  public String name() {
    return "health";
  }

  @Override
  public SortedMap<NodeId, HealthMemory> known() {
    SortedMap<NodeId, HealthMemory> known = new TreeMap<>();
    for (NodeView node : cluster.view().nodes()) {
      health
          .memory(node.id())
          .filter(memory -> !memory.isEmpty())
          .ifPresent(memory -> known.put(node.id(), memory));
    }
    return known;
  }

  @Override
  public ObjectNode write(HealthMemory memory) {
    ObjectNode out = Json.object();
    ObjectNode shares = out.putObject("best_share");
    memory.bestShare().forEach(shares::put);
    ObjectNode silences = out.putObject("silences");
    memory.silences().forEach((model, what) -> silences.put(model.value(), what));
    return out;
  }

  @Override
  public HealthMemory read(JsonNode state) {
    SortedMap<String, Double> shares = new TreeMap<>();
    state
        .path("best_share")
        .properties()
        .forEach(share -> shares.put(share.getKey(), share.getValue().asDouble()));
    SortedMap<ModelName, String> silences = new TreeMap<>();
    state
        .path("silences")
        .properties()
        .forEach(
            silence -> silences.put(new ModelName(silence.getKey()), silence.getValue().asText()));
    return new HealthMemory(shares, silences);
  }

  @Override
  public boolean isThere(NodeId node) {
    return cluster.view().node(node).isPresent();
  }

  @Override
  public void apply(NodeId node, HealthMemory memory, Duration ago) {
    health.restore(node, memory);
  }
}
