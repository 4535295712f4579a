package io.ollamamax;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.ollamamax.cluster.Cluster;
import io.ollamamax.cluster.ModelName;
import io.ollamamax.cluster.NodeId;
import io.ollamamax.cluster.NodeView;
import io.ollamamax.loop.Time;
import io.ollamamax.ollama.Json;
import io.ollamamax.request.Breaker;
import io.ollamamax.request.LoadMemory;
import io.ollamamax.request.NodeLoads;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;

/** Open breakers, and how fast models answer. */
record SavedBreakers(Cluster cluster, NodeLoads loads, Time time)
    implements NodePart.Kind<LoadMemory> {
  @Override
  public String name() {
    return "breakers";
  }

  @Override
  public SortedMap<NodeId, LoadMemory> known() {
    SortedMap<NodeId, LoadMemory> known = new TreeMap<>();
    long now = time.nanos();
    for (NodeView node : cluster.view().nodes()) {
      LoadMemory memory = loads.of(node.id()).memory(now);
      if (!memory.isEmpty()) {
        known.put(node.id(), memory);
      }
    }
    return known;
  }

  @Override
  public ObjectNode write(LoadMemory memory) {
    ObjectNode out = Json.object();
    write(out, memory.breaker());
    ObjectNode models = out.putObject("models");
    memory
        .models()
        .forEach(
            (name, model) -> {
              ObjectNode one = models.putObject(name.value());
              write(one, model.breaker());
              one.put("first_token", model.firstToken()).put("token_gap", model.tokenGap());
            });
    return out;
  }

  private static void write(ObjectNode out, Optional<Breaker.Memory> breaker) {
    breaker.ifPresent(
        open -> out.putObject("open").put("left", open.left()).put("openings", open.openings()));
  }

  @Override
  public LoadMemory read(JsonNode state) {
    SortedMap<ModelName, LoadMemory.Model> models = new TreeMap<>();
    for (Map.Entry<String, JsonNode> model : state.path("models").properties()) {
      JsonNode in = model.getValue();
      models.put(
          new ModelName(model.getKey()),
          new LoadMemory.Model(
              breaker(in), in.path("first_token").asLong(), in.path("token_gap").asLong()));
    }
    return new LoadMemory(breaker(state), models);
  }

  private static Optional<Breaker.Memory> breaker(JsonNode in) {
    JsonNode open = in.path("open");
    return open.isMissingNode()
        ? Optional.empty()
        : Optional.of(
            new Breaker.Memory(open.path("left").asLong(), open.path("openings").asInt()));
  }

  @Override
  public boolean isThere(NodeId node) {
    return cluster.view().node(node).isPresent();
  }

  @Override
  public void apply(NodeId node, LoadMemory memory, Duration ago) {
    loads.of(node).restore(memory.after(ago.toNanos()), time.nanos());
  }
}
