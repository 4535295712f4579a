package io.ollamamax.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
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
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.function.Predicate;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/**
 * Services that others run: by the operator's commands, and by systemd, in whose place a script
 * stands.
 */
@Timeout(value = 2, unit = TimeUnit.MINUTES)
@SuppressWarnings("NullAway.Init")
class OtherServicesIT {
  @TempDir private Path folder;

  /** Such services live on without their agent. */
  @AfterEach
  void endTheService() throws IOException {
    Path pid = folder.resolve("pid");
    if (Files.exists(pid)) {
      ProcessHandle.of(Long.parseLong(Files.readString(pid).strip()))
          .ifPresent(ProcessHandle::destroyForcibly);
    }
  }

  private Path script(String name, String body) throws IOException {
    Path file = Files.writeString(folder.resolve(name), "#!/bin/sh\ncd " + folder + "\n" + body);
    return Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rwx------"));
  }

  private String start(int port) {
    return AgentFile.java().replace("{port}", "" + port)
        + " > out 2>&1 < /dev/null &\necho $! > pid\n";
  }

  private static int freePort() throws IOException {
    try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      return socket.getLocalPort();
    }
  }

  private static JsonNode node(GatewayProcess gateway, Predicate<JsonNode> so) throws Exception {
    while (true) {
      HttpResponse<byte[]> answer = gateway.send("GET", "/api/v1/nodes/sim", "");
      if (answer.statusCode() == 200 && so.test(Json.read(answer.body()))) {
        return Json.read(answer.body());
      }
    }
  }

  private static boolean serves(JsonNode node) {
    return node.path("status").asText().equals("healthy");
  }

  private void isKeptRunning(String service) throws Exception {
    Path file =
        Files.writeString(
            folder.resolve("gateway.yaml"),
            "cluster: {data_dir: \"%s\"}".formatted(folder.resolve("state")));
    try (GatewayProcess gateway = new GatewayProcess(file, "--set", "embedded.nodes=0")) {
      Path config =
          Files.writeString(
              folder.resolve("agent.yaml"), AgentFile.text(gateway.url(), folder, service));
      String path = folder + ":" + System.getenv("PATH");
      long last;
      try (AgentProcess agent =
          new AgentProcess(Map.of("PATH", path), config, folder.resolve("agent.log"))) {
        long first = node(gateway, OtherServicesIT::serves).path("pid").asLong();
        assertEquals(Files.readString(folder.resolve("pid")).strip(), Long.toString(first));
        assertTrue(ProcessHandle.of(first).orElseThrow().destroyForcibly());
        JsonNode second = node(gateway, node -> serves(node) && node.path("pid").asLong() != first);
        assertEquals(1, second.at("/agent/restarts").asInt());
        HttpResponse<byte[]> restarted =
            gateway.send(
                "POST", "/api/v1/nodes/sim/acts", "{\"act\":\"restart\",\"grace\":\"5s\"}");
        JsonNode said = Json.read(restarted.body());
        assertEquals(200, restarted.statusCode(), said::toString);
        assertEquals(second.path("pid").asLong(), said.at("/figures/pid_before").asLong());
        last = said.at("/figures/pid").asLong();
        assertNotEquals(second.path("pid").asLong(), last);
        agent.terminate();
      }
      assertTrue(ProcessHandle.of(last).map(ProcessHandle::isAlive).orElse(false));
    }
  }

  @Test
  void byOwnCommands() throws Exception {
    int port = freePort();
    String alive = "[ -f pid ] && kill -0 $(cat pid) 2>/dev/null";
    isKeptRunning(
        """
            - id: sim
              kind: commands
              listen: 127.0.0.1:%d
              start: ["%s"]
              stop: ["%s"]
              status: ["%s"]
        """
            .formatted(
                port,
                script("start", start(port)),
                script("stop", "kill $(cat pid)\nwhile " + alive + "; do :; done\n"),
                script("status", alive + " && cat pid\n")));
  }

  @Test
  void bySystemd() throws Exception {
    int port = freePort();
    script(
        "systemctl",
        """
        alive() { [ -f pid ] && kill -0 $(cat pid) 2>/dev/null; }
        case $1 in
          show)
            [ "$2" = sim.service ] || { echo LoadState=not-found; exit 0; }
            echo LoadState=loaded
            if alive; then echo ActiveState=active; echo MainPID=$(cat pid); echo Result=success
            else echo ActiveState=failed; echo MainPID=0; echo Result=signal; fi ;;
          start)
        %s    ;;
          stop) kill $(cat pid); while alive; do :; done ;;
        esac
        """
            .formatted(start(port)));
    isKeptRunning(
        """
            - id: sim
              kind: systemd
              unit: sim.service
              listen: 127.0.0.1:%d
        """
            .formatted(port));
  }
}
