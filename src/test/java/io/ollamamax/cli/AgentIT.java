package io.ollamamax.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import io.ollamamax.AgentApp;
import io.ollamamax.AgentLaunch;
import io.ollamamax.GatewayApp;
import io.ollamamax.config.ConfigLoader;
import io.ollamamax.ollama.Json;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.logging.Handler;
import java.util.logging.LogRecord;
import java.util.logging.Logger;
import java.util.logging.SimpleFormatter;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** An agent with real child processes, and a gateway that it dials in to. */
@Timeout(value = 2, unit = TimeUnit.MINUTES)
@SuppressWarnings("NullAway.Init")
class AgentIT {
  private static final Logger AGENTS = Logger.getLogger("agents");

  @TempDir private Path folder;
  private final BlockingQueue<String> told = new LinkedBlockingQueue<>();
  private final List<AutoCloseable> open = new ArrayList<>();
  private final Handler handler =
      new Handler() {
        @Override
        public void publish(LogRecord line) {
          told.add(new SimpleFormatter().formatMessage(line));
        }

        @Override
        public void flush() {}

        @Override
        public void close() {}
      };
  private GatewayApp gateway;

  @BeforeEach
  void start() throws IOException {
    AGENTS.addHandler(handler);
    InetSocketAddress anyPort = new InetSocketAddress(InetAddress.getLoopbackAddress(), 0);
    gateway =
        new GatewayApp(
            ConfigLoader.parse("gateway", "inference: {fault_tolerance: {enabled: true}}")
                .orElseThrow(),
            anyPort,
            "",
            0);
  }

  @AfterEach
  void stop() throws Exception {
    for (AutoCloseable one : open.reversed()) {
      one.close();
    }
    gateway.close();
    AGENTS.removeHandler(handler);
  }

  private String url() {
    return "http://127.0.0.1:" + gateway.address().getPort();
  }

  private AgentApp agent(String services) throws IOException {
    AgentApp app =
        AgentLaunch.start(
            ConfigLoader.parse("agent", AgentFile.text(url(), folder, services))
                .orElseThrow()
                .agent(),
            Map.of());
    open.add(app);
    return app;
  }

  private JsonNode get(String path) throws Exception {
    return Json.read(GatewayProcess.call(url(), "GET", path, "").body());
  }

  /** Asks until the node is so. */
  private JsonNode node(String id, java.util.function.Predicate<JsonNode> so) throws Exception {
    JsonNode node = get("/api/v1/nodes/" + id);
    while (!so.test(node)) {
      node = get("/api/v1/nodes/" + id);
    }
    return node;
  }

  private JsonNode serving(String id) throws Exception {
    return node(id, node -> node.path("status").asText().equals("healthy"));
  }

  private JsonNode act(int status, String id, String body) throws Exception {
    HttpResponse<byte[]> answer =
        GatewayProcess.call(url(), "POST", "/api/v1/nodes/" + id + "/acts", body);
    JsonNode said = Json.read(answer.body());
    assertEquals(status, answer.statusCode(), said::toString);
    return said;
  }

  private static void signal(String name, long pid) throws Exception {
    new ProcessBuilder("kill", "-" + name, Long.toString(pid)).start().waitFor();
  }

  private String hear(String part) throws InterruptedException {
    String line = told.take();
    while (!line.contains(part)) {
      line = told.take();
    }
    return line;
  }

  @Test
  void aKilledServiceIsToldAndStartedAgainUnderItsId() throws Exception {
    agent(AgentFile.simNode("sim", ""));
    JsonNode before = serving("sim");
    assertEquals("host", before.at("/agent/name").asText());
    assertEquals(0, before.at("/agent/restarts").asInt());
    long pid = before.at("/pid").asLong();
    signal("KILL", pid);
    assertEquals(
        "agent host: service sim is down: its process was killed by signal 9; started again at"
            + " once",
        hear("service sim is down"));
    JsonNode after =
        node(
            "sim",
            node ->
                node.path("status").asText().equals("healthy") && node.path("pid").asLong() != pid);
    assertEquals(1, after.at("/agent/restarts").asInt());
    assertEquals("", after.at("/agent/mode").asText());
  }

  @Test
  void aStoppedProcessIsToldUntilItGoesOn() throws Exception {
    agent(AgentFile.simNode("sim", ""));
    long pid = serving("sim").at("/pid").asLong();
    signal("STOP", pid);
    JsonNode stopped =
        node(
            "sim",
            node ->
                node.at("/agent/mode").asText().equals("stopped")
                    && node.path("status").asText().equals("unhealthy"));
    assertEquals(
        "its process %d is stopped (SIGSTOP): 'kill -CONT %d' lets it go on".formatted(pid, pid),
        stopped.at("/agent/reason").asText());
    assertTrue(get("/api/v1/nodes/sim/telemetry").at("/sample/service/stopped").asBoolean());
    signal("CONT", pid);
    JsonNode well =
        node(
            "sim",
            node ->
                node.path("status").asText().equals("healthy")
                    && node.at("/agent/mode").asText().isEmpty());
    assertEquals(pid, well.at("/pid").asLong());
  }

  @Test
  void aPortThatAnotherProcessHoldsIsToldWithItsHolder() throws Exception {
    try (ServerSocket taken = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      int port = taken.getLocalPort();
      agent(AgentFile.simNode("sim", "listen: 127.0.0.1:" + port));
      JsonNode node = node("sim", one -> one.at("/agent/mode").asText().equals("port-taken"));
      String reason = node.at("/agent/reason").asText();
      assertTrue(
          reason.startsWith(
              "its port " + port + " is taken by process " + ProcessHandle.current().pid()),
          reason);
      assertNotEquals("healthy", node.path("status").asText());
    }
    serving("sim"); // at the end of its pause
  }

  @Test
  void actsAreCarriedOutAndMeasured() throws Exception {
    agent(
        AgentFile.simNode("sim", "")
            + AgentFile.simNode("more", "spare: true")
            + "  restarts_per_hour: 2\n");
    long pid = serving("sim").at("/pid").asLong();
    JsonNode restarted = act(200, "sim", "{\"act\":\"restart\",\"grace\":\"5s\"}");
    assertEquals(pid, restarted.at("/figures/pid_before").asLong());
    assertNotEquals(pid, restarted.at("/figures/pid").asLong());
    assertTrue(restarted.at("/figures/answered_ms").asLong() > 0);
    assertEquals(
        restarted.at("/figures/pid").asLong(),
        node("sim", node -> node.path("status").asText().equals("healthy")).path("pid").asLong());
    act(200, "sim", "{\"act\":\"restart\",\"grace\":\"0s\"}");
    assertEquals(
        "the agent's own cap of 2 restarts an hour is reached",
        act(409, "sim", "{\"act\":\"restart\"}").path("text").asText());

    assertEquals(404, GatewayProcess.call(url(), "POST", "/api/v1/nodes/x/acts", "").statusCode());
    act(409, "sim", "{\"act\":\"start\"}");
    act(409, "sim", "{\"act\":\"stop\"}");
    assertTrue(act(200, "more", "{\"act\":\"start\"}").at("/figures/pid").asLong() > 0);
    serving("more");
    act(200, "more", "{\"act\":\"stop\",\"grace\":\"5s\"}");
    while (get("/api/v1/nodes").path("nodes").size() > 1) {
      assertTrue(get("/api/v1/agents").at("/agents/0/connected").asBoolean());
    }

    serving("sim");
    act(200, "sim", "{\"act\":\"drain\"}");
    assertEquals("draining", get("/api/v1/nodes/sim").path("status").asText());
    act(200, "sim", "{\"act\":\"undrain\"}");
    serving("sim");

    GatewayProcess.call(url(), "POST", "/api/generate", "{\"model\":\"sim\",\"prompt\":\"a\"}");
    assertEquals(1, act(200, "sim", "{\"act\":\"unload\"}").at("/figures/models").asInt());
    act(200, "sim", "{\"act\":\"pull\",\"model\":\"sim\"}");
    assertEquals(
        "pull model manifest: file does not exist",
        act(502, "sim", "{\"act\":\"pull\",\"model\":\"other\"}").path("text").asText());
    String diagnosis = act(200, "sim", "{\"act\":\"diagnose\"}").path("text").asText();
    assertTrue(diagnosis.contains("last output:\nhttp://127.0.0.1:"), diagnosis);
  }

  @Test
  void eachGatewayHasALinkOfItsOwn() throws Exception {
    InetSocketAddress anyPort = new InetSocketAddress(InetAddress.getLoopbackAddress(), 0);
    GatewayApp other =
        new GatewayApp(ConfigLoader.parse("other", "").orElseThrow(), anyPort, "", 0);
    try {
      String both = url() + ", http://127.0.0.1:" + other.address().getPort();
      open.add(
          AgentLaunch.start(
              ConfigLoader.parse(
                      "agent", AgentFile.text(both, folder, AgentFile.simNode("sim", "")))
                  .orElseThrow()
                  .agent(),
              Map.of()));
      long pid = serving("sim").path("pid").asLong();
      assertEquals(
          pid, other.cluster().await(view -> view.serving() == 1).nodes().getFirst().pid());
    } finally {
      other.close();
    }
    assertTrue(act(200, "sim", "{\"act\":\"restart\"}").at("/figures/pid").asLong() > 0);
  }
}
