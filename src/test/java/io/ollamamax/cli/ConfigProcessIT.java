package io.ollamamax.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import io.ollamamax.ollama.Json;
import io.ollamamax.simnode.SimFleet;
import io.ollamamax.simnode.SimNode;
import io.ollamamax.simnode.SimSettings;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.SplittableRandom;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** The configuration of a gateway in a process of its own, over kills, signals and file changes. */
@Timeout(value = 1, unit = TimeUnit.MINUTES)
@SuppressWarnings("NullAway.Init")
class ConfigProcessIT {
  private static final String FAULT_TOLERANCE = "/api/v1/config/fault-tolerance";
  private static final InetSocketAddress ANY_PORT =
      new InetSocketAddress(InetAddress.getLoopbackAddress(), 0);

  @TempDir private Path folder;

  private SimFleet fleet;
  private SimNode node;
  private Path file;

  @BeforeEach
  void start() throws Exception {
    fleet = new SimFleet(new SplittableRandom(1));
    node = fleet.start(SimSettings.STANDARD, ANY_PORT);
    file = folder.resolve("c.yaml");
    write("");
  }

  @AfterEach
  void stop() {
    fleet.close();
  }

  /** Replaces the file at once, as editors do. */
  private void write(String faultTolerance) throws Exception {
    Path fresh = folder.resolve("c.yaml.new");
    Files.writeString(
        fresh,
        """
        inference: {fault_tolerance: {%s}}
        nodes: [{url: "%s"}]
        cluster: {data_dir: "%s"}
        """
            .formatted(faultTolerance, node.url(), folder.resolve("state")));
    Files.move(fresh, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
  }

  private static JsonNode done(GatewayProcess gateway, String method, String path, String body)
      throws Exception {
    HttpResponse<byte[]> response = gateway.send(method, path, body);
    JsonNode json = Json.read(response.body());
    assertEquals(200, response.statusCode(), json::toString);
    return json;
  }

  private static void await(GatewayProcess gateway, String pointer, String value) throws Exception {
    while (!gateway.get(FAULT_TOLERANCE).at(pointer).asText().equals(value)) {
      TimeUnit.MILLISECONDS.sleep(20);
    }
  }

  /** The guide's procedure, step by step; the last step starts anew after kill -9. */
  @Test
  void theEmergencyProcedure() throws Exception {
    try (GatewayProcess gateway = new GatewayProcess(file)) {
      done(gateway, "POST", FAULT_TOLERANCE + "/predictive-detection/disable", "");
      JsonNode first = gateway.get(FAULT_TOLERANCE);
      assertFalse(first.at("/predictive_detection/enabled").asBoolean(true));
      assertFalse(first.at("/self_healing/enable_predictive").asBoolean(true));
      done(gateway, "POST", FAULT_TOLERANCE + "/self-healing/disable", "{\"reason\":\"storm\"}");
      done(gateway, "PUT", FAULT_TOLERANCE, "{\"redundancy\": {\"default_factor\": 1}}");
      done(
          gateway,
          "PUT",
          FAULT_TOLERANCE,
          "{\"health_check_interval\": \"2m\", \"self_healing\": {\"monitoring_interval\":"
              + " \"2m\"}}");
      gateway.kill();
    }
    try (GatewayProcess gateway = new GatewayProcess(file)) {
      JsonNode second = gateway.get(FAULT_TOLERANCE);
      assertFalse(second.at("/predictive_detection/enabled").asBoolean(true));
      assertFalse(second.at("/self_healing/enabled").asBoolean(true));
      assertEquals(1, second.at("/redundancy/default_factor").asInt());
      assertEquals("2m0s", second.at("/health_check_interval").asText());
      JsonNode health = gateway.get("/api/v1/health");
      assertTrue(
          health.at("/components/self-healing/reason").asText().endsWith(": storm"),
          health.toString());
      done(gateway, "POST", FAULT_TOLERANCE + "/disable", "");
      gateway.kill();
    }
    write(
        "enabled: true, predictive_detection: {enabled: false}, self_healing: {enabled: false},"
            + " redundancy: {default_factor: 1}, performance_tracking: {enabled: false}");
    try (GatewayProcess gateway = new GatewayProcess(file)) {
      assertFalse(gateway.get(FAULT_TOLERANCE).at("/enabled").asBoolean(true));
      done(gateway, "POST", FAULT_TOLERANCE + "/enable", "");
      done(gateway, "POST", FAULT_TOLERANCE + "/self-healing/enable", "");
      done(gateway, "POST", FAULT_TOLERANCE + "/predictive-detection/enable", "");
      JsonNode minimal = gateway.get(FAULT_TOLERANCE);
      assertTrue(minimal.at("/enabled").asBoolean());
      assertFalse(minimal.at("/predictive_detection/enabled").asBoolean(true));
      assertFalse(minimal.at("/self_healing/enabled").asBoolean(true));
      assertFalse(minimal.at("/performance_tracking/enabled").asBoolean(true));
      assertEquals(1, minimal.at("/redundancy/default_factor").asInt());
    }
  }

  @Test
  void aHangupReadsTheFileAnew() throws Exception {
    try (GatewayProcess gateway = new GatewayProcess(file)) {
      write("retry_attempts: 7");
      hangUp(gateway);
      await(gateway, "/retry_attempts", "7");
      write("retry_attempts: 99");
      hangUp(gateway);
      while (!gateway
          .log()
          .contains("configuration validation failed: " + file.toAbsolutePath() + ":1:47")) {
        TimeUnit.MILLISECONDS.sleep(20);
      }
      assertEquals(7, gateway.get(FAULT_TOLERANCE).path("retry_attempts").asInt());
      gateway.kill();
    }
    write("retry_attempts: 7");
    try (GatewayProcess gateway = new GatewayProcess(file)) {
      assertEquals(7, gateway.get(FAULT_TOLERANCE).path("retry_attempts").asInt());
    }
  }

  private static void hangUp(GatewayProcess gateway) throws Exception {
    assertEquals(
        0, new ProcessBuilder("kill", "-HUP", "" + gateway.pid()).inheritIO().start().waitFor());
  }

  @Test
  void aWatchedFileIsTakenOverWhenItChanges() throws Exception {
    try (GatewayProcess gateway = new GatewayProcess(file, "--watch")) {
      write("retry_attempts: 99");
      while (!gateway.log().contains("configuration validation failed")) {
        TimeUnit.MILLISECONDS.sleep(20);
      }
      write("retry_attempts: 6");
      await(gateway, "/retry_attempts", "6");
    }
  }

  @Test
  void aDamagedStateIsNamedAndNothingStarts() throws Exception {
    try (GatewayProcess gateway = new GatewayProcess(file)) {
      done(gateway, "POST", FAULT_TOLERANCE + "/disable", "");
    }
    Path state = folder.resolve("state").resolve("control-state");
    Files.writeString(state, Files.readString(state).replace("fault-tolerance", "fault-t0lerance"));
    IOException refused = assertThrows(IOException.class, () -> new GatewayProcess(file));
    String message = String.valueOf(refused.getMessage());
    assertTrue(message.contains("its checksum is wrong"), message);
    assertTrue(message.contains("move it away to start from the configuration"), message);
  }
}
