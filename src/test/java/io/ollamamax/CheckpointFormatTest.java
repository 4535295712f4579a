package io.ollamamax;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.ollamamax.checkpoint.Checkpoint;
import io.ollamamax.checkpoint.Part.Saved;
import io.ollamamax.cluster.Cluster;
import io.ollamamax.cluster.ModelName;
import io.ollamamax.cluster.NodeHold;
import io.ollamamax.cluster.NodeId;
import io.ollamamax.cluster.NodeKind;
import io.ollamamax.cluster.NodeView;
import io.ollamamax.healing.Arm;
import io.ollamamax.healing.HealingMemory;
import io.ollamamax.healing.HealingMemory.Caps;
import io.ollamamax.healing.HealingMemory.Outcome;
import io.ollamamax.healing.HealingMemory.Trial;
import io.ollamamax.healing.Posterior;
import io.ollamamax.healing.Quarantine;
import io.ollamamax.healing.Strategy;
import io.ollamamax.loop.ManualTime;
import io.ollamamax.ollama.Json;
import io.ollamamax.prediction.PredictionMemory;
import io.ollamamax.request.Breaker;
import io.ollamamax.request.Breaker.State;
import io.ollamamax.request.LoadMemory;
import io.ollamamax.request.NodeLoads;
import io.ollamamax.tracking.Metric;
import io.ollamamax.tracking.TrackedBaseline;
import io.ollamamax.tracking.Tracker;
import io.ollamamax.tracking.TrackingSettings;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

/** What format 1 of a checkpoint holds is what later versions of the program read. */
class CheckpointFormatTest {
  private static final Path GOLDEN = Path.of("src/test/resources/checkpoints/format-1");
  private static final Instant AT = Instant.parse("2026-01-02T03:04:05Z");
  private static final NodeId A = new NodeId("a");
  private static final NodeId GONE = new NodeId("gone");
  private static final ModelName MODEL = ModelName.of("llama3.2");
  private static final long SECOND = 1_000_000_000L;

  private static final PredictionMemory PREDICTION =
      new PredictionMemory(
          List.of("-3.5 0.25", "0 1"), new TreeMap<>(Map.of(A, List.of(1_767_000_000L))));

  private final ManualTime time = new ManualTime();
  private final Cluster cluster = new Cluster();
  private final NodeLoads loads = new NodeLoads();
  private final Tracker tracker =
      new Tracker(() -> new TrackingSettings(true, Duration.ofMinutes(10)));
  private final SavedBreakers breakers = new SavedBreakers(cluster, loads, time);
  private final NodePart<LoadMemory> part = new NodePart<>(breakers, time);

  private static HealingMemory healing() {
    Arm arm = new Arm("node_down", Strategy.SERVICE_RESTART);
    return new HealingMemory(
        new TreeMap<>(Map.of(arm, new Posterior(4.5, 1.25, 7))),
        List.of(new Outcome(arm, 0.75)),
        List.of(new Trial(arm, A, 0.5, AT.plusSeconds(60))),
        new Caps(
            List.of(AT.minusSeconds(90)),
            Map.of(A, List.of(AT.minusSeconds(90), AT.minusSeconds(30))),
            List.of(new Quarantine(A, AT.minusSeconds(10), "3 restarts within 15 minutes"))));
  }

  private static LoadMemory load() {
    Breaker.Memory open = new Breaker.Memory(10 * SECOND, 2);
    return new LoadMemory(
        Optional.of(open),
        new TreeMap<>(
            Map.of(MODEL, new LoadMemory.Model(Optional.of(open), 250_000_000, 20_000_000))));
  }

  private static List<TrackedBaseline> baselines() {
    return List.of(new TrackedBaseline(A, MODEL, Metric.TOKEN_GAP, 2.05E7, 120));
  }

  private void join(NodeId id) {
    cluster.put(
        NodeView.joining(
            id,
            URI.create("http://127.0.0.1:1"),
            Optional.empty(),
            NodeKind.OLLAMA,
            Map.of(),
            NodeHold.NONE,
            0));
  }

  private Checkpoint checkpoint() {
    tracker.restore(baselines());
    TreeMap<String, Saved> parts = new TreeMap<>();
    parts.put("healing", new Saved(1, SavedHealing.write(healing())));
    parts.put("tracking", new Saved(1, new SavedTracking(cluster, tracker).save().get()));
    parts.put("prediction", new Saved(1, SavedPrediction.write(PREDICTION)));
    parts.put("breakers", new Saved(1, Json.object().set("a", breakers.write(load()))));
    return new Checkpoint(AT, parts);
  }

  private static JsonNode golden(String name) throws IOException {
    Saved saved = Checkpoint.read(Files.readAllBytes(GOLDEN)).parts().get(name);
    if (saved == null) {
      throw new IOException("no part " + name);
    }
    assertEquals(1, saved.version());
    return saved.state();
  }

  @Test
  void whatIsWrittenIsFormat1() throws IOException {
    if (Boolean.getBoolean("golden.write")) {
      Files.createDirectories(GOLDEN.resolveSibling(""));
      Files.write(GOLDEN, checkpoint().bytes());
    }
    assertEquals(Files.readString(GOLDEN), new String(checkpoint().bytes(), UTF_8));
  }

  @Test
  void format1IsRead() throws IOException {
    assertEquals(AT, Checkpoint.read(Files.readAllBytes(GOLDEN)).at());
    assertEquals(healing(), SavedHealing.read(golden("healing"), AT));
    assertEquals(PREDICTION, SavedPrediction.read(golden("prediction")));
    assertEquals(load(), breakers.read(golden("breakers").path("a")));
    new SavedTracking(cluster, tracker).restore(new Saved(1, golden("tracking")), Duration.ZERO);
    assertEquals(baselines(), tracker.baselines());
  }

  @Test
  void timesToComeCountAsNow() {
    Caps caps = SavedHealing.read(SavedHealing.write(healing()), AT.minusSeconds(1000)).caps();
    Instant now = AT.minusSeconds(1000);
    assertEquals(List.of(now), caps.disruptive());
    assertEquals(Map.of(A, List.of(now.minusNanos(1), now)), caps.restarts());
    assertEquals(now, caps.quarantines().getFirst().since());
  }

  @Test
  void aBreakerStaysOpenForTheRestOfItsTime() {
    join(A);
    part.restore(new Saved(1, saved(A)), Duration.ofSeconds(4));
    assertEquals(State.OPEN, loads.of(A).breaker().state());
    assertEquals(6 * SECOND, left());
    assertEquals(20_000_000, loads.of(A).of(MODEL).tokenGap());
  }

  @Test
  void aBreakerOlderThanItsTimeIsLetGo() {
    join(A);
    part.restore(new Saved(1, saved(A)), Duration.ofSeconds(10));
    assertEquals(State.CLOSED, loads.of(A).breaker().state());
    assertEquals(250_000_000, loads.of(A).of(MODEL).firstToken());
  }

  @Test
  void aNodeThatJoinsLaterGetsWhatWasKept() {
    part.restore(new Saved(1, saved(A)), Duration.ofSeconds(4));
    time.pass(Duration.ofSeconds(5));
    join(A);
    part.joined(A);
    assertEquals(SECOND, left());
  }

  @Test
  void aNodeThatIsGoneIsDropped() {
    part.restore(new Saved(1, saved(GONE)), Duration.ZERO);
    part.settle();
    join(GONE);
    part.joined(GONE);
    assertTrue(breakers.known().isEmpty());
    tracker.restore(baselines());
    new SavedTracking(cluster, tracker).settle();
    assertEquals(List.of(), tracker.baselines());
  }

  @Test
  void whatCannotBeReadChangesNothing() {
    join(A);
    JsonNode bad = saved(A);
    ((ObjectNode) bad.path("a").path("open")).put("left", -1);
    assertThrows(
        IllegalArgumentException.class, () -> part.restore(new Saved(1, bad), Duration.ZERO));
    assertTrue(breakers.known().isEmpty());
  }

  /** For how long the node's breaker is still open. */
  private long left() {
    return loads.of(A).memory(time.nanos()).breaker().orElseThrow().left();
  }

  private JsonNode saved(NodeId node) {
    return Json.object().set(node.value(), breakers.write(load()));
  }
}
