package io.ollamamax;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.ollamamax.checkpoint.Part;
import io.ollamamax.cluster.NodeId;
import io.ollamamax.healing.Arm;
import io.ollamamax.healing.Healer;
import io.ollamamax.healing.HealingMemory;
import io.ollamamax.healing.HealingMemory.Caps;
import io.ollamamax.healing.HealingMemory.Outcome;
import io.ollamamax.healing.HealingMemory.Trial;
import io.ollamamax.healing.Posterior;
import io.ollamamax.healing.Quarantine;
import io.ollamamax.healing.Strategy;
import io.ollamamax.loop.Time;
import io.ollamamax.ollama.Json;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.Supplier;

/** What healing has learned, what it did lately, and which nodes are in quarantine. */
record SavedHealing(Healer healer, Time time) implements Part {
  @Override
  public String name() {
    return "healing";
  }

  @Override
  public int version() {
    return 1;
  }

  @Override
  public Supplier<JsonNode> save() {
    HealingMemory memory = healer.memory();
    return () -> write(memory);
  }

  @Override
  public void restore(Saved saved, Duration age) {
    healer.restore(read(saved.state(), time.now()));
  }

  @Override
  public void settle() {
    healer.forgetAbsent();
  }

  static ObjectNode write(HealingMemory memory) {
    ObjectNode out = Json.object();
    ArrayNode posteriors = out.putArray("posteriors");
    memory
        .posteriors()
        .forEach(
            (arm, posterior) ->
                arm(posteriors.addObject(), arm)
                    .put("alpha", posterior.alpha())
                    .put("beta", posterior.beta())
                    .put("attempts", posterior.attempts()));
    ArrayNode outcomes = out.putArray("outcomes");
    memory.outcomes().forEach(o -> arm(outcomes.addObject(), o.arm()).put("reward", o.reward()));
    ArrayNode trials = out.putArray("trials");
    memory
        .trials()
        .forEach(
            trial ->
                arm(trials.addObject(), trial.arm())
                    .put("node", trial.node().value())
                    .put("reward", trial.reward())
                    .put("due", trial.due().toString()));
    ArrayNode disruptive = out.putArray("disruptive");
    memory.caps().disruptive().forEach(at -> disruptive.add(at.toString()));
    ObjectNode restarts = out.putObject("restarts");
    new TreeMap<>(memory.caps().restarts())
        .forEach(
            (node, times) -> {
              ArrayNode all = restarts.putArray(node.value());
              times.forEach(at -> all.add(at.toString()));
            });
    ArrayNode quarantines = out.putArray("quarantines");
    memory
        .caps()
        .quarantines()
        .forEach(
            q ->
                quarantines
                    .addObject()
                    .put("node", q.node().value())
                    .put("since", q.since().toString())
                    .put("reason", q.reason()));
    return out;
  }

  private static ObjectNode arm(ObjectNode out, Arm arm) {
    return out.put("kind", arm.kind()).put("strategy", arm.strategy().wire());
  }

  /** Strategies that are not known any more are left out. */
  static HealingMemory read(JsonNode in, Instant now) {
    SortedMap<Arm, Posterior> posteriors = new TreeMap<>();
    for (JsonNode one : in.path("posteriors")) {
      Posterior posterior =
          new Posterior(
              one.path("alpha").asDouble(),
              one.path("beta").asDouble(),
              one.path("attempts").asLong());
      arm(one).ifPresent(arm -> posteriors.put(arm, posterior));
    }
    List<Outcome> outcomes = new ArrayList<>();
    for (JsonNode one : in.path("outcomes")) {
      double reward = one.path("reward").asDouble();
      arm(one).ifPresent(arm -> outcomes.add(new Outcome(arm, reward)));
    }
    List<Trial> trials = new ArrayList<>();
    for (JsonNode one : in.path("trials")) {
      NodeId node = node(one);
      double reward = one.path("reward").asDouble();
      Instant due = Instant.parse(one.path("due").asText());
      arm(one).ifPresent(arm -> trials.add(new Trial(arm, node, reward, due)));
    }
    return new HealingMemory(posteriors, outcomes, trials, caps(in, now));
  }

  private static Caps caps(JsonNode in, Instant now) {
    SortedMap<NodeId, List<Instant>> restarts = new TreeMap<>();
    in.path("restarts")
        .properties()
        .forEach(
            node -> {
              List<Instant> times = past(node.getValue(), now);
              if (!times.isEmpty()) {
                restarts.put(new NodeId(node.getKey()), times);
              }
            });
    List<Quarantine> quarantines = new ArrayList<>();
    for (JsonNode one : in.path("quarantines")) {
      quarantines.add(
          new Quarantine(node(one), past(one.path("since"), now, 0), one.path("reason").asText()));
    }
    return new Caps(past(in.path("disruptive"), now), restarts, quarantines);
  }

  private static List<Instant> past(JsonNode times, Instant now) {
    List<Instant> all = new ArrayList<>();
    for (JsonNode at : times) {
      all.add(past(at, now, times.size() - all.size() - 1));
    }
    return all;
  }

  /**
   * A time that has not come yet, since the clock was set back, counts as now.
   *
   * @param later how many later ones there are; each keeps a time of its own, for each counts
   */
  private static Instant past(JsonNode at, Instant now, long later) {
    Instant read = Instant.parse(at.asText());
    return read.isAfter(now) ? now.minusNanos(later) : read;
  }

  private static NodeId node(JsonNode in) {
    return new NodeId(in.path("node").asText());
  }

  private static Optional<Arm> arm(JsonNode in) {
    String kind = in.path("kind").asText();
    return Strategy.find(in.path("strategy").asText()).map(strategy -> new Arm(kind, strategy));
  }
}
