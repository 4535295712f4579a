package io.ollamamax;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import io.ollamamax.checkpoint.Part;
import io.ollamamax.cluster.Cluster;
import io.ollamamax.cluster.ModelName;
import io.ollamamax.cluster.NodeId;
import io.ollamamax.cluster.NodeView;
import io.ollamamax.ollama.Json;
import io.ollamamax.tracking.Metric;
import io.ollamamax.tracking.TrackedBaseline;
import io.ollamamax.tracking.Tracker;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.function.Supplier;
import java.util.stream.Collectors;

/** What is usual for each model on each node. */
record SavedTracking(Cluster cluster, Tracker tracker) implements Part {
  @Override
  public String name() {
    return "tracking";
  }

  @Override
  public int version() {
    return 1;
  }

  @Override
  public Supplier<JsonNode> save() {
    return () -> {
      ArrayNode out = Json.MAPPER.createArrayNode();
      for (TrackedBaseline one : tracker.baselines()) {
        out.addObject()
            .put("node", one.node().value())
            .put("model", one.model().value())
            .put("metric", one.metric().wire())
            .put("value", one.value())
            .put("samples", one.samples());
      }
      return out;
    };
  }

  @Override
  public void restore(Saved saved, Duration age) {
    List<TrackedBaseline> read = new ArrayList<>();
    for (JsonNode one : saved.state()) {
      read.add(
          new TrackedBaseline(
              new NodeId(one.path("node").asText()),
              new ModelName(one.path("model").asText()),
              Metric.valueOf(one.path("metric").asText().toUpperCase(Locale.ROOT)),
              one.path("value").asDouble(),
              one.path("samples").asLong()));
    }
    tracker.restore(read);
  }

  @Override
  public void settle() {
    tracker.retain(cluster.view().nodes().stream().map(NodeView::id).collect(Collectors.toSet()));
  }
}
