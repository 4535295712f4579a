package io.ollamamax;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.ollamamax.checkpoint.Part;
import io.ollamamax.cluster.NodeId;
import io.ollamamax.ollama.Json;
import io.ollamamax.prediction.PredictionLoop;
import io.ollamamax.prediction.PredictionMemory;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.Supplier;

/** What prediction has learned from outcomes, and when nodes failed. */
record SavedPrediction(PredictionLoop loop) implements Part {
  @Override
  public String name() {
    return "prediction";
  }

  @Override
  public int version() {
    return 1;
  }

  @Override
  public Supplier<JsonNode> save() {
    Supplier<PredictionMemory> memory = loop.memory();
    return () -> write(memory.get());
  }

  @Override
  public void restore(Saved saved, Duration age) {
    loop.restore(read(saved.state()));
  }

  @Override
  public void settle() {
    loop.forgetAbsent();
  }

  static ObjectNode write(PredictionMemory memory) {
    ObjectNode out = Json.object();
    ArrayNode learned = out.putArray("learned");
    memory.learned().forEach(learned::add);
    ObjectNode failures = out.putObject("failures");
    memory
        .failures()
        .forEach(
            (node, seconds) -> {
              ArrayNode all = failures.putArray(node.value());
              seconds.forEach(second -> all.add((long) second));
            });
    return out;
  }

  static PredictionMemory read(JsonNode in) {
    List<String> learned = new ArrayList<>();
    in.path("learned").forEach(line -> learned.add(line.asText()));
    SortedMap<NodeId, List<Long>> failures = new TreeMap<>();
    for (Map.Entry<String, JsonNode> node : in.path("failures").properties()) {
      List<Long> seconds = new ArrayList<>();
      node.getValue().forEach(second -> seconds.add(second.asLong()));
      failures.put(new NodeId(node.getKey()), seconds);
    }
    return new PredictionMemory(learned, failures);
  }
}
