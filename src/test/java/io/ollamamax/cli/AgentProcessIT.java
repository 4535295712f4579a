package io.ollamamax.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import io.ollamamax.ollama.Json;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import java.util.function.Predicate;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Agents and gateways in processes of their own, each of which is killed in turn. */
@Timeout(value = 2, unit = TimeUnit.MINUTES)
@SuppressWarnings("NullAway.Init")
class AgentProcessIT {
  private static final String[] ADMIN = {"Authorization", "Bearer s3cret"};

  @TempDir private Path folder;
  private long service;

  /** The service lives on where its agent was killed. */
  @AfterEach
  void endTheService() {
    ProcessHandle.of(service).ifPresent(ProcessHandle::destroyForcibly);
  }

  private GatewayProcess gateway(int port) throws IOException {
    Path file =
        Files.writeString(
            folder.resolve("gateway.yaml"),
            """
            gateway: {token_file: "%s"}
            cluster: {data_dir: "%s"}
            """
                .formatted(
                    Files.writeString(folder.resolve("secret"), "s3cret"),
                    folder.resolve("state")));
    return new GatewayProcess(port, file, "--set", "embedded.nodes=0");
  }

  private static JsonNode node(GatewayProcess gateway, Predicate<JsonNode> so) throws Exception {
    while (true) {
      HttpResponse<byte[]> answer = gateway.send("GET", "/api/v1/nodes/sim", "", ADMIN);
      if (answer.statusCode() == 200 && so.test(Json.read(answer.body()))) {
        return Json.read(answer.body());
      }
    }
  }

  private static boolean serves(JsonNode node) {
    return node.path("status").asText().equals("healthy")
        && node.at("/agent/connected").asBoolean();
  }

  private static int freePort() throws IOException {
    try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      return socket.getLocalPort();
    }
  }

  private static boolean lives(long pid) {
    return ProcessHandle.of(pid).map(ProcessHandle::isAlive).orElse(false);
  }

  @Test
  void theServiceOutlivesItsGatewayAndItsAgent() throws Exception {
    int port = freePort();
    Path token = folder.resolve("join");
    Files.writeString(token, "wrong\n");
    Path config =
        Files.writeString(
            folder.resolve("agent.yaml"),
            AgentFile.text("http://127.0.0.1:" + port, folder, AgentFile.simNode("sim", "")));
    Path log = folder.resolve("agent.log");
    String[] join = {"--token-file", token.toString()};
    try (AgentProcess agent = new AgentProcess(config, log, join)) {
      try (GatewayProcess gateway = gateway(port)) {
        assertEquals(401, gateway.send("POST", "/api/v1/agents/tokens", "").statusCode());
        while (!Files.readString(log).contains("demands a join token")) {
          assertEquals(404, gateway.send("GET", "/api/v1/nodes/sim", "", ADMIN).statusCode());
        }
        Files.writeString(
            token,
            Json.read(gateway.send("POST", "/api/v1/agents/tokens", "", ADMIN).body())
                .path("token")
                .asText());
        service = node(gateway, AgentProcessIT::serves).path("pid").asLong();
        gateway.kill();
      }
      long first = service;
      assertTrue(lives(first));
      assertTrue(ProcessHandle.of(first).orElseThrow().destroyForcibly());
      Files.delete(token); // it was good for one time; the credential is kept
      try (GatewayProcess gateway = gateway(port)) {
        long second = node(gateway, AgentProcessIT::serves).path("pid").asLong();
        service = second;
        assertNotEquals(first, second);
        agent.kill();
        node(gateway, node -> !node.at("/agent/connected").asBoolean());
        assertTrue(lives(second));
        try (AgentProcess next = new AgentProcess(config, log)) {
          JsonNode taken = node(gateway, AgentProcessIT::serves);
          assertEquals(second, taken.path("pid").asLong());
          assertEquals(0, taken.at("/agent/restarts").asInt());
          next.terminate();
          assertFalse(lives(second));
        }
      }
    }
  }
}
