package io.ollamamax.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import io.ollamamax.config.Config;
import io.ollamamax.config.ConfigLoader;
import io.ollamamax.config.Settings;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ConfigShowTest {
  @TempDir
  @SuppressWarnings("NullAway.Init")
  private Path folder;

  @Test
  void showsEachValueWithItsLayerAndPlace() throws IOException {
    Path file = folder.resolve("c.yaml");
    Files.writeString(
        file,
        """
        gateway: {stall_min: 4s}
        nodes: [{url: 'http://a', headers: {Authorization: Bearer s3cret}}]
        """);
    CommandRun run =
        CommandRun.of("config-show", "--config", file.toString(), "--profile", "staging");
    assertEquals(0, run.code(), run.err());
    assertFalse(run.out().contains("s3cret"), run.out());
    assertTrue(
        run.out().matches("(?s).*  stall_min: \"4s\" +# file \\S+c.yaml:1:22\n.*"), run.out());
    assertTrue(
        run.out()
            .matches(
                "(?s).*    recovery_timeout: \"3m0s\" +# profile config/staging.yaml:8:23\n.*"),
        run.out());
    assertTrue(run.out().matches("(?s).*  stall_max: \"1m0s\" +# default\n.*"), run.out());
    Config shown = ConfigLoader.parse("shown", run.out()).orElseThrow();
    assertEquals(4, shown.gateway().stallMin().toSeconds());
    assertEquals(3, shown.faultTolerance().recoveryTimeout().toMinutes());
  }

  @Test
  void machinesGetTheSame() throws IOException {
    JsonNode settings =
        CommandRun.of("config-show", "--set", "gateway.stall_min=5s", "--output", "json")
            .json()
            .path("settings");
    long single =
        Settings.all().stream().filter(e -> !e.isSection() && !e.path().contains("[]")).count();
    assertEquals(single + 4, settings.size(), "each setting, nodes, models, webhooks and services");
    for (JsonNode setting : settings) {
      if (setting.path("path").asText().equals("gateway.stall_min")) {
        assertEquals("5s", setting.path("value").asText());
        assertEquals("flag", setting.path("layer").asText());
        assertEquals("--set", setting.path("place").asText());
      } else {
        assertEquals("default", setting.path("layer").asText());
      }
    }
  }

  @Test
  void theSchemaNamesEverySetting() throws IOException {
    JsonNode schema = CommandRun.of("config-schema").json();
    JsonNode healing =
        schema.at("/properties/inference/properties/fault_tolerance/properties/self_healing");
    assertEquals(0.7, healing.at("/properties/healing_threshold/default").asDouble());
    assertEquals(1.0, healing.at("/properties/healing_threshold/maximum").asDouble());
    assertEquals("1m0s", healing.at("/properties/healing_interval/default").asText());
    assertFalse(healing.path("additionalProperties").asBoolean(true));
    assertEquals("url", schema.at("/properties/nodes/items/required/0").asText());
  }
}
