package io.ollamamax.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.ollamamax.checkpoint.Checkpoint;
import io.ollamamax.checkpoint.Part.Saved;
import io.ollamamax.ollama.Json;
import io.ollamamax.simnode.SimFleet;
import io.ollamamax.simnode.SimNode;
import io.ollamamax.simnode.SimSettings;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Map;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.concurrent.ConcurrentSkipListSet;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** What a gateway that is killed at any moment, under requests, has again when it comes back. */
@Timeout(value = 3, unit = TimeUnit.MINUTES)
@SuppressWarnings("NullAway.Init")
class CheckpointKillIT {
  private static final int KILLS = Integer.getInteger("kills", 5);
  private static final int MOST_ACTS = 6;
  private static final int ROUNDS = 8;
  private static final int NODES = KILLS * ROUNDS;
  private static final String CONFIG = "/api/v1/config/fault-tolerance";
  private static final String CHECKPOINTS = "/api/v1/checkpoints";
  private static final String ASK =
      "{\"model\":\"sim\",\"prompt\":\"tell\",\"stream\":false,\"options\":{\"num_predict\":3}}";

  @TempDir private Path folder;

  private SimFleet fleet;
  private Path file;
  private Path checkpoints;

  /** What was asked for, and what of it was acknowledged. */
  private final Set<String> asked = new ConcurrentSkipListSet<>();

  private final Set<String> cleared = new ConcurrentSkipListSet<>();
  private final AtomicInteger set = new AtomicInteger(100);
  private final AtomicReference<AssertionError> failure = new AtomicReference<>();
  private volatile int acknowledged = 100;
  private volatile long checkpoint = 1;

  @BeforeEach
  void start() throws Exception {
    fleet = new SimFleet(new SplittableRandom(1));
    SimNode node =
        fleet.start(
            SimSettings.STANDARD, new InetSocketAddress(InetAddress.getLoopbackAddress(), 0));
    StringBuilder nodes = new StringBuilder("{id: well, url: \"" + node.url() + "\"}");
    for (int i = 0; i < NODES; i++) {
      nodes.append(", {id: bad%d, url: \"http://127.1.%d.%d:1\"}".formatted(i, i / 250, i % 250));
    }
    file = folder.resolve("c.yaml");
    Files.writeString(
        file,
        """
        inference: {fault_tolerance: {checkpoint_interval: 10s}}
        nodes: [%s]
        cluster: {data_dir: "%s"}
        """
            .formatted(nodes, folder.resolve("state")));
    checkpoints = Files.createDirectories(folder.resolve("state").resolve("checkpoints"));
    write(1, quarantined());
  }

  @AfterEach
  void stop() {
    fleet.close();
  }

  /** A checkpoint in which all bad nodes are in quarantine. */
  private static byte[] quarantined() {
    ObjectNode healing = Json.object();
    ArrayNode all = healing.putArray("quarantines");
    for (int i = 0; i < NODES; i++) {
      all.addObject()
          .put("node", "bad" + i)
          .put("since", Instant.EPOCH.toString())
          .put("reason", "test");
    }
    return new Checkpoint(Instant.now(), new TreeMap<>(Map.of("healing", new Saved(1, healing))))
        .bytes();
  }

  private Path write(long number, byte[] bytes) throws IOException {
    return Files.write(checkpoints.resolve("checkpoint-%012d".formatted(number)), bytes);
  }

  private static JsonNode restored(GatewayProcess gateway) throws Exception {
    JsonNode state = gateway.get(CHECKPOINTS);
    while (!state.has("restored")) {
      state = gateway.get(CHECKPOINTS);
    }
    return state;
  }

  private static long number(JsonNode checkpoint) {
    String name = checkpoint.path("name").asText();
    return Long.parseLong(name.substring(name.indexOf('-') + 1));
  }

  @Test
  void nothingAcknowledgedIsLostByKills() throws Exception {
    SplittableRandom random = new SplittableRandom();
    for (int kill = 0; kill < KILLS; kill++) {
      try (GatewayProcess gateway = new GatewayProcess(file)) {
        check(gateway);
        Semaphore acts = new Semaphore(0);
        Thread operator = Thread.ofVirtual().start(() -> operate(gateway, acts));
        Thread client = Thread.ofVirtual().start(() -> ask(gateway));
        acts.acquire(random.nextInt(MOST_ACTS));
        gateway.kill();
        operator.join();
        client.join();
        if (failure.get() != null) {
          throw failure.get();
        }
      }
    }
    try (GatewayProcess gateway = new GatewayProcess(file)) {
      check(gateway);
    }
    assertTrue(acknowledged > 100, "nothing was acknowledged at all");
  }

  /** It serves, and knows all that was acknowledged, and no more than was asked for. */
  private void check(GatewayProcess gateway) throws Exception {
    while (gateway.send("POST", "/api/generate", ASK).statusCode() != 200) {
      Thread.onSpinWait(); // until the node was probed
    }
    JsonNode state = restored(gateway);
    assertEquals("", state.path("problem").asText());
    long number = number(state.path("restored"));
    assertTrue(number >= checkpoint, number + " was restored, " + checkpoint + " acknowledged");
    assertEquals(0, state.path("restored").path("skipped").size(), state::toString);
    String delay = gateway.get(CONFIG).path("retry_delay").asText();
    int found = delay.equals("1s") ? 100 : Integer.parseInt(delay.replace("ms", ""));
    assertTrue(
        acknowledged <= found && found <= set.get(),
        found + " of " + acknowledged + " acknowledged and " + set.get() + " asked for");
    Set<String> kept = new TreeSet<>();
    gateway
        .get("/api/v1/healing")
        .path("quarantines")
        .forEach(quarantine -> kept.add(quarantine.path("node").asText()));
    for (int i = 0; i < NODES; i++) {
      String name = "bad" + i;
      assertFalse(kept.contains(name) && cleared.contains(name), name + " is back in quarantine");
      assertTrue(kept.contains(name) || asked.contains(name), name + " left quarantine");
    }
  }

  /** Changes this and that until the gateway is gone. */
  private void operate(GatewayProcess gateway, Semaphore acts) {
    try {
      for (int round = 0; round < ROUNDS; round++) {
        String node = "bad" + asked.size();
        asked.add(node);
        JsonNode done =
            Json.read(gateway.send("DELETE", "/api/v1/healing/quarantine/" + node, "").body());
        assertEquals(node, done.path("cleared").asText(), done::toString);
        assertFalse(done.has("warning"), done::toString);
        cleared.add(node);
        acts.release();
        int next = set.incrementAndGet();
        String body = "{\"retry_delay\":\"" + next + "ms\"}";
        assertEquals(200, gateway.send("PUT", CONFIG, body).statusCode());
        acknowledged = next;
        acts.release();
        checkpoint = number(Json.read(gateway.send("POST", CHECKPOINTS, "").body()));
        acts.release();
      }
    } catch (AssertionError e) {
      failure.set(e);
    } catch (IOException | InterruptedException e) {
      return; // the gateway was killed
    } finally {
      acts.release(MOST_ACTS);
    }
  }

  private static void ask(GatewayProcess gateway) {
    try {
      while (true) {
        gateway.send("POST", "/api/generate", ASK);
      }
    } catch (IOException | InterruptedException e) {
      return; // the gateway was killed
    }
  }

  @Test
  void damagedOnesAreNamedAndTheOneBeforeIsUsed() throws Exception {
    write(2, new byte[0]);
    byte[] flipped = quarantined();
    flipped[flipped.length / 2] ^= 4;
    write(3, flipped);
    String future = new String(quarantined(), StandardCharsets.UTF_8);
    write(4, future.replace(" version 1 ", " version 9 ").getBytes(StandardCharsets.UTF_8));
    try (GatewayProcess gateway = new GatewayProcess(file)) {
      JsonNode state = restored(gateway);
      assertEquals(1, number(state.path("restored")));
      String health = gateway.get("/api/v1/health").at("/components/checkpoints").toString();
      for (String problem :
          new String[] {"its checksum is wrong", "its first line is not", "it has version 9"}) {
        assertTrue(health.contains(problem), health);
        assertTrue(gateway.log().contains(problem), gateway.log());
      }
      assertEquals(1, CommandRun.of("checkpoint", "verify", "--gateway", gateway.url()).code());
      assertEquals(0, CommandRun.of("checkpoint", "save", "--gateway", gateway.url()).code());
      String list = CommandRun.of("checkpoint", "list", "--gateway", gateway.url()).out();
      assertTrue(list.contains("checkpoint-000000000002.damaged"), list);
      assertTrue(list.contains("checkpoint-000000000005 "), list);
      String name = "checkpoint-000000000001";
      String shown = CommandRun.of("checkpoint", "show", name, "--gateway", gateway.url()).out();
      assertTrue(shown.contains("\"bad0\""), shown);
      String back = CommandRun.of("checkpoint", "restore", name, "--gateway", gateway.url()).out();
      assertTrue(back.contains("restored " + name) && back.contains("healing"), back);
      assertEquals(
          "healthy", gateway.get("/api/v1/health").at("/components/checkpoints/status").asText());
    }
  }

  @Test
  void anOrderlyStopMakesALastOne() throws Exception {
    long before;
    try (GatewayProcess gateway = new GatewayProcess(file)) {
      restored(gateway);
      before = number(Json.read(gateway.send("POST", CHECKPOINTS, "").body()));
      gateway.terminate();
      gateway.exitCode();
    }
    try (GatewayProcess gateway = new GatewayProcess(file)) {
      assertTrue(number(restored(gateway).path("restored")) > before);
    }
  }
}
