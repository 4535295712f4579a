package io.ollamamax.simnode;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.net.BindException;
import java.net.ConnectException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** What each mode of the catalogue shows at the socket; a test for each, named after it. */
@Timeout(value = 60, unit = TimeUnit.SECONDS)
class ModesTest {
  private static final String GENERATE = "/api/generate";
  private static final String ASK = "{\"model\":\"sim\",\"prompt\":\"[req:a1] tell\"}";
  private static final String ASK_LONG =
      "{\"model\":\"sim\",\"prompt\":\"[req:a1] [len:900000] tell\"}";
  private static final SimSettings SETTINGS =
      new SimSettings("sim", 6, Duration.ofMillis(1), Duration.ofMillis(20));

  private final SimFleet fleet = new SimFleet(new SplittableRandom(1));
  private final SimClient client = new SimClient();
  private final SimNode node = fleet.start(SETTINGS, SimClient.ANY_PORT);

  @AfterEach
  void end() {
    client.close();
    fleet.close();
  }

  @Test
  void everyModeHasItsTest() {
    Set<String> tests = new HashSet<>();
    Arrays.stream(ModesTest.class.getDeclaredMethods())
        .forEach(method -> tests.add(method.getName().toLowerCase(Locale.ROOT)));
    for (Mode mode : Mode.values()) {
      assertTrue(tests.contains(mode.wire().replace("-", "")), "no test of " + mode.wire());
    }
  }

  @Test
  void down() throws Exception {
    node.arm(new Fault(Mode.DOWN, 2, 1));
    assertThrows(IOException.class, () -> client.post(node, GENERATE, ASK));
    assertEquals(1, node.struck());
    assertWhole(client.post(node, GENERATE, ASK));

    try (SimClient.Lines lines = client.open(node, GENERATE, ASK_LONG)) {
      lines.next();
      node.arm(Fault.ofNode(Mode.DOWN));
      assertThrows(IOException.class, lines::rest);
    }
    assertThrows(ConnectException.class, () -> client.get(node, "/api/tags"));
    node.heal();
    assertWhole(client.post(node, GENERATE, ASK));
  }

  @Test
  void aNodeThatIsDownKeepsItsPort() {
    node.arm(Fault.ofNode(Mode.DOWN));
    InetSocketAddress port =
        new InetSocketAddress(InetAddress.getLoopbackAddress(), node.url().getPort());
    assertThrows(
        BindException.class,
        () -> {
          try (ServerSocket other = new ServerSocket()) {
            other.setReuseAddress(true);
            other.bind(port);
          }
        });
    assertThrows(IllegalStateException.class, () -> fleet.start(SETTINGS, port));
  }

  @Test
  void aHostThatIsGoneSwallowsConnections() throws Exception {
    node.arm(Fault.ofNode(Mode.DOWN).with("black-hole"));
    assertSwallows();
    node.heal();
    assertWhole(client.post(node, GENERATE, ASK));
  }

  @Test
  void queueFull() throws Exception {
    node.arm(new Fault(Mode.QUEUE_FULL, Fault.RANDOM, 1));
    SimClient.Answer refused = client.post(node, GENERATE, ASK);
    assertEquals(503, refused.status());
    assertEquals(
        "{\"error\":\"server busy, please try again.  maximum pending requests exceeded\"}",
        refused.body());
    assertWhole(client.post(node, GENERATE, ASK));
  }

  @Test
  void silentQueue() throws Exception {
    node.arm(Fault.ofNode(Mode.SILENT_QUEUE));
    CompletableFuture<SimClient.Answer> waits = client.later(node, GENERATE, ASK);
    SimClient.await(() -> node.struck() == 1);
    assertEquals(200, client.get(node, "/api/tags").status());
    assertFalse(waits.isDone());
    node.heal();
    assertWhole(waits.get());
  }

  @Test
  void coldLoad() throws Exception {
    node.arm(Fault.ofNode(Mode.COLD_LOAD).taking(Duration.ofMillis(50)));
    assertEquals(0, running().size());
    JsonNode done = assertWhole(client.post(node, GENERATE, ASK));
    assertTrue(done.path("load_duration").asLong() >= 50_000_000, done::toString);
    assertEquals(1, running().size());
    assertEquals(0, assertWhole(client.post(node, GENERATE, ASK)).path("load_duration").asLong());

    node.arm(new Fault(Mode.COLD_LOAD, Fault.RANDOM, 1).taking(Duration.ofMillis(40)));
    done = assertWhole(client.post(node, GENERATE, ASK));
    assertTrue(done.path("load_duration").asLong() >= 40_000_000, done::toString);
  }

  @Test
  void aClientThatLeavesAbortsItsLoad() throws Exception {
    node.arm(Fault.ofNode(Mode.COLD_LOAD).taking(Duration.ofHours(1)));
    Socket socket = SimClient.send(node, GENERATE, ASK);
    SimClient.await(() -> loads() == 1);
    socket.close();
    SimClient.await(() -> node.cancelled() == 1);
    node.heal();
    assertWhole(client.post(node, GENERATE, ASK));
    assertEquals(2, loads());
  }

  @Test
  void loadStall() throws Exception {
    Fault stall = Fault.ofNode(Mode.LOAD_STALL).taking(Duration.ofMillis(10));
    node.arm(stall);
    SimClient.Answer failed = client.post(node, GENERATE, ASK);
    assertEquals(500, failed.status());
    assertEquals("timed out waiting for llama runner to start - progress 0.00 -", failed.error());
    assertEquals(0, running().size());
    node.arm(stall.with("server"));
    assertEquals(
        "timed out waiting for llama-server to start - progress 0.00 -",
        client.post(node, GENERATE, ASK).error());
  }

  @Test
  void oomLoad() throws Exception {
    node.arm(Fault.ofNode(Mode.OOM_LOAD));
    SimClient.Answer failed = client.post(node, GENERATE, ASK);
    assertEquals(500, failed.status());
    assertEquals("llama runner process has terminated: CUDA error: out of memory", failed.error());

    node.heal();
    assertWhole(client.post(node, GENERATE, ASK));
    try (SimClient.Lines lines = client.open(node, GENERATE, ASK_LONG)) {
      lines.next();
      node.arm(Fault.ofNode(Mode.OOM_LOAD).with("run"));
      assertEquals(failed.error(), lines.rest().getLast().path("error").asText());
    }
    assertEquals(0, running().size(), "every loaded model is gone");
  }

  @Test
  void crashEarly() throws Exception {
    node.arm(new Fault(Mode.CRASH_EARLY, Fault.RANDOM, 1));
    SimClient.Answer failed = client.post(node, GENERATE, ASK);
    assertEquals(500, failed.status());
    assertEquals(
        "model runner has unexpectedly stopped, this may be due to resource limitations or an"
            + " internal error, check ollama server logs for details",
        failed.error());
  }

  @Test
  void crashMidstream() throws Exception {
    node.arm(new Fault(Mode.CRASH_MIDSTREAM, 2, 1));
    SimClient.Answer answer = client.post(node, GENERATE, ASK);
    assertEquals(200, answer.status());
    assertEquals(3, answer.lines().size());
    assertEquals(
        "{\"error\":\"an error was encountered while running the model: unexpected EOF\"}",
        answer.body().lines().toList().getLast());

    try (SimClient.Lines lines = client.open(node, GENERATE, ASK_LONG)) {
      lines.next();
      node.arm(Fault.ofNode(Mode.CRASH_MIDSTREAM));
      assertTrue(lines.rest().getLast().has("error"), "a running stream is struck at once");
    }
    assertEquals(0, running().size(), "the runner is gone");
  }

  @Test
  void silentEof() throws Exception {
    node.arm(new Fault(Mode.SILENT_EOF, 3, 1));
    List<JsonNode> lines = client.post(node, GENERATE, ASK).lines();
    assertEquals(3, lines.size());
    assertFalse(lines.getLast().path("done").asBoolean());
  }

  @Test
  void repeatAbort() throws Exception {
    node.arm(new Fault(Mode.REPEAT_ABORT, 2, 1));
    List<JsonNode> lines = client.post(node, GENERATE, ASK).lines();
    assertEquals(2 + 31, lines.size());
    assertEquals(1, lines.stream().skip(2).map(line -> line.get("response")).distinct().count());
    assertFalse(lines.getLast().path("done").asBoolean());

    node.arm(new Fault(Mode.REPEAT_ABORT, 2, 1).with("100"));
    lines = client.post(node, GENERATE, ASK).lines();
    assertEquals(2 + 100 + 1, lines.size());
    assertEquals(
        "prediction aborted, token repeat limit reached", lines.getLast().path("error").asText());
  }

  @Test
  void gpuHang() throws Exception {
    node.arm(new Fault(Mode.GPU_HANG, 2, 1));
    try (SimClient.Lines lines = client.open(node, GENERATE, ASK)) {
      lines.next();
      lines.next();
      SimClient.await(() -> node.struck() == 1);
      for (String path : List.of("/api/tags", "/api/version", "/api/ps")) {
        assertEquals(200, client.get(node, path).status());
      }
      node.heal();
      assertEquals(5, lines.rest().size(), "four tokens and the last line");
    }
    try (SimClient.Lines lines = client.open(node, GENERATE, ASK_LONG)) {
      lines.next();
      node.arm(Fault.ofNode(Mode.GPU_HANG));
      assertEquals(2, node.struck(), "a running stream is struck at once");
    }
  }

  @Test
  void aHangOfRequestsHasItsDuration() throws Exception {
    Fault hang = new Fault(Mode.GPU_HANG, 2, Fault.ALL).lasting(Duration.ofMillis(30));
    fleet.strikeEach(hang, 1);
    assertWhole(client.post(node, GENERATE, ASK));
    assertEquals(1, node.struck());
  }

  @Test
  void stuckUnload() throws Exception {
    node.arm(Fault.ofNode(Mode.STUCK_UNLOAD));
    CompletableFuture<SimClient.Answer> hangs = client.later(node, GENERATE, ASK);
    SimClient.await(() -> node.struck() == 1);
    Instant expires = Instant.parse(running().get(0).path("expires_at").asText());
    assertTrue(expires.isBefore(Instant.now()));
    assertFalse(hangs.isDone());
    node.heal();
    assertWhole(hangs.get());
    expires = Instant.parse(running().get(0).path("expires_at").asText());
    assertTrue(expires.isAfter(Instant.now()));
  }

  @Test
  void cpuFallback() throws Exception {
    assertEquals(SimModel.SIZE, running().get(0).path("size_vram").asLong());
    node.arm(Fault.ofNode(Mode.CPU_FALLBACK));
    JsonNode done = assertWhole(client.post(node, GENERATE, ASK));
    assertTrue(done.path("eval_duration").asLong() >= 5 * 20_000_000, done::toString);
    assertEquals(0, running().get(0).path("size_vram").asLong());
  }

  @Test
  void garbage() throws Exception {
    node.arm(new Fault(Mode.GARBAGE, 0, 1));
    SimClient.Answer answer = client.post(node, GENERATE, ASK);
    assertTrue(answer.text().matches("G+"), answer::body);
    assertTrue(answer.lines().getLast().path("done").asBoolean());
  }

  @Test
  void reloadThrash() throws Exception {
    node.arm(Fault.ofNode(Mode.RELOAD_THRASH));
    for (int i = 1; i <= 3; i++) {
      JsonNode done = assertWhole(client.post(node, GENERATE, ASK));
      assertTrue(done.path("load_duration").asLong() > 0, done::toString);
      assertEquals(i, loads());
    }
  }

  @Test
  void wrongNode() throws Exception {
    node.arm(new Fault(Mode.WRONG_NODE, Fault.RANDOM, 1));
    SimClient.Answer refused = client.post(node, GENERATE, ASK);
    assertEquals(404, refused.status());
    assertEquals("model 'sim' not found", refused.error());
    node.arm(new Fault(Mode.WRONG_NODE, Fault.RANDOM, 1).with("400"));
    refused = client.post(node, "/api/chat", ASK.replace("prompt", "x"));
    assertEquals(200, refused.status(), "without a message nothing is asked");
    refused = client.post(node, GENERATE, ASK);
    assertEquals(400, refused.status());
    assertEquals("\"sim\" does not support chat", refused.error());
  }

  @Test
  void pullFault() throws Exception {
    node.arm(new Fault(Mode.PULL_FAULT, Fault.RANDOM, 1));
    assertWhole(client.post(node, GENERATE, ASK));
    SimClient.Answer pulled = client.post(node, "/api/pull", "{\"model\":\"sim\"}");
    assertTrue(
        pulled
            .lines()
            .getLast()
            .path("error")
            .asText()
            .startsWith("digest mismatch, file must be downloaded again: want sha256:"),
        pulled::body);
    node.arm(new Fault(Mode.PULL_FAULT, Fault.RANDOM, 1).with("stall"));
    try (SimClient.Lines lines = client.open(node, "/api/pull", "{\"model\":\"sim\"}")) {
      JsonNode line = lines.next();
      while (line.path("completed").asLong() < 990_000) {
        line = lines.next();
      }
      assertTrue(line.path("completed").asLong() < line.path("total").asLong());
    }
    pulled = client.post(node, "/api/pull", "{\"model\":\"sim\"}");
    assertEquals("success", pulled.lines().getLast().path("status").asText());
  }

  @Test
  void cancelIgnored() throws Exception {
    node.arm(new Fault(Mode.CANCEL_IGNORED, Fault.RANDOM, 1).taking(Duration.ofHours(1)));
    Socket socket = SimClient.send(node, GENERATE, ASK);
    SimClient.await(() -> node.working() == 1);
    socket.close();
    SimClient.await(() -> node.cancelled() == 1);
    assertEquals(1, node.working(), "the slot stays busy");
  }

  @Test
  void slowLeak() throws Exception {
    node.arm(fault("slow-leak", "after", "5"));
    List<JsonNode> lines = client.post(node, GENERATE, ASK_LONG).lines();
    assertEquals(6, lines.size());
    assertEquals(
        "llama runner process has terminated: CUDA error: out of memory",
        lines.getLast().path("error").asText());
    assertEquals(500, client.post(node, GENERATE, ASK).status(), "no load succeeds any more");

    node.heal();
    assertWhole(client.post(node, GENERATE, ASK));
    node.arm(fault("slow-leak", "variant", "down", "after", "5"));
    assertThrows(IOException.class, () -> client.post(node, GENERATE, ASK_LONG));
    assertThrows(ConnectException.class, () -> client.get(node, "/api/tags"));
  }

  @Test
  void flapping() throws Exception {
    node.arm(Fault.ofNode(Mode.FLAPPING).taking(Duration.ofMillis(20)));
    for (int i = 0; i < 2; i++) {
      SimClient.await(() -> !listens());
      SimClient.await(this::listens);
    }
    node.heal();
    assertWhole(client.post(node, GENERATE, ASK));
  }

  @Test
  void partition() throws Exception {
    try (SimClient.Lines lines =
        client.open(node, GENERATE, ASK.replace("[req:a1]", "[req:a1] [len:200]"))) {
      lines.next();
      node.arm(Fault.ofNode(Mode.PARTITION));
      assertSwallows();
      node.heal();
      assertEquals(200, lines.rest().size(), "what was held back comes when packets pass again");
    }
  }

  @Test
  void aPartitionOneWayLetsTheOtherWayThrough() throws Exception {
    try (SimClient.Lines lines =
        client.open(node, GENERATE, ASK.replace("[req:a1]", "[req:a1] [len:200]"))) {
      lines.next();
      node.arm(Fault.ofNode(Mode.PARTITION).with("in"));
      assertSwallows();
      assertEquals(200, lines.rest().size(), "answers still come out");
    }
    node.arm(Fault.ofNode(Mode.PARTITION).with("out"));
    int before = node.requests();
    CompletableFuture<SimClient.Answer> unheard = client.later(node, GENERATE, ASK);
    SimClient.await(() -> node.requests() == before + 1);
    assertFalse(unheard.isDone());
    node.heal();
    assertWhole(unheard.get());
  }

  @Test
  void aFaultEndsByItself() throws Exception {
    node.arm(Fault.ofNode(Mode.DOWN).lasting(Duration.ofMillis(20)));
    SimClient.await(this::listens);
    assertWhole(client.post(node, GENERATE, ASK));
  }

  @Test
  void aPlanStrikesEachConversationWhereverItGoes() throws Exception {
    SimNode other = fleet.start(SETTINGS, SimClient.ANY_PORT);
    fleet.strikeEach(new Fault(Mode.CRASH_EARLY, Fault.RANDOM, Fault.ALL), 2);
    assertEquals(500, client.post(node, GENERATE, ASK).status());
    assertEquals(500, client.post(other, GENERATE, ASK).status());
    assertEquals(200, client.post(node, GENERATE, ASK).status());
    assertEquals(500, client.post(node, GENERATE, ASK.replace("a1", "b2")).status());
    assertEquals(2, fleet.struck().get("a1"));
    assertEquals(1, fleet.struck().get("b2"));
  }

  private static Fault fault(String mode, String... parameters) {
    Map<String, String> named = new HashMap<>();
    for (int i = 0; i < parameters.length; i += 2) {
      named.put(parameters[i], parameters[i + 1]);
    }
    return Fault.parse(mode, named);
  }

  /** The answer is whole; gives its last line. */
  private static JsonNode assertWhole(SimClient.Answer answer) throws IOException {
    assertEquals(200, answer.status(), answer::body);
    assertEquals(List.of(), TokenCheck.violations("a1", 6, answer.text()));
    JsonNode last = answer.lines().getLast();
    assertTrue(last.path("done").asBoolean(), answer::body);
    return last;
  }

  private void assertSwallows() {
    assertThrows(
        SocketTimeoutException.class,
        () -> {
          try (Socket socket = new Socket()) {
            socket.connect(
                new InetSocketAddress(InetAddress.getLoopbackAddress(), node.url().getPort()), 200);
          }
        });
  }

  private boolean listens() {
    return node.view().path("listens").asBoolean();
  }

  private int loads() {
    return node.view().at("/runners/0/loads").asInt();
  }

  private JsonNode running() throws Exception {
    return client.get(node, "/api/ps").json().path("models");
  }
}
