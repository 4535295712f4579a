package io.ollamamax.config.store;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import io.ollamamax.config.Config;
import io.ollamamax.config.ConfigException;
import io.ollamamax.config.ConfigLoader;
import io.ollamamax.config.Problem;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class LaunchTest {
  private static final String ROOT = "inference.fault_tolerance.";

  @TempDir
  @SuppressWarnings("NullAway.Init")
  private Path folder;

  private Path file(String yaml) throws IOException {
    return Files.writeString(folder.resolve("c.yaml"), yaml);
  }

  private static String problem(
      List<String> profiles, Map<String, String> environment, List<String> flags) {
    ConfigException refused =
        assertThrows(
            ConfigException.class,
            () -> Launch.read(profiles, Optional.empty(), environment, flags));
    return refused.problems().getFirst().summary();
  }

  @Test
  void laterLayersWin() throws IOException {
    Path file = file("inference: {fault_tolerance: {retry_attempts: 6, max_retries: 7}}");
    Layers layers =
        Launch.read(
                List.of("production", "large"),
                Optional.of(file),
                Map.of("OLLAMA_DISTRIBUTED_INFERENCE_FAULT_TOLERANCE_MAX_RETRIES", "8"),
                List.of("inference.fault_tolerance.retry_delay=4s"))
            .layers();
    Config config = layers.config();
    assertEquals(6, config.faultTolerance().retryAttempts());
    assertEquals(8, config.faultTolerance().maxRetries());
    assertEquals(4, config.faultTolerance().retryDelay().toSeconds());
    assertEquals(5, config.faultTolerance().redundancy().defaultFactor());
    assertEquals(Layer.FILE, layers.ownerOf(ROOT + "retry_attempts"));
    assertEquals(file + ":1:47", layers.placeOf(ROOT + "retry_attempts"));
    assertEquals(Layer.ENVIRONMENT, layers.ownerOf(ROOT + "max_retries"));
    assertEquals(Layer.FLAG, layers.ownerOf(ROOT + "retry_delay"));
    assertEquals(Layer.PROFILE, layers.ownerOf(ROOT + "redundancy.default_factor"));
    assertEquals("config/large.yaml:5:23", layers.placeOf(ROOT + "redundancy.default_factor"));
    assertEquals(Layer.DEFAULT, layers.ownerOf("gateway.listen"));
    assertEquals("", layers.placeOf("gateway.listen"));
  }

  @Test
  void whatIsWrongIsNamed() {
    assertEquals(
        "--profile: error: unknown profile prodction; did you mean production?",
        problem(List.of("prodction"), Map.of(), List.of()));
    assertEquals(
        "--set: error: gateay: unknown key gateay; did you mean gateway?",
        problem(List.of(), Map.of(), List.of("gateay.listen=:1")));
    assertEquals(
        "OLLAMA_DISTRIBUTED_GATEWAY_STALL_MIN: error: gateway.stall_min: stall_min must be"
            + " between 50ms and 10m0s, got 1ms",
        problem(List.of(), Map.of("OLLAMA_DISTRIBUTED_GATEWAY_STALL_MIN", "1ms"), List.of()));
  }

  @Test
  void variablesAndFlagsMayNeedOneAnother() {
    Launch launch =
        Launch.read(
            List.of(),
            Optional.empty(),
            Map.of(
                "OLLAMA_DISTRIBUTED_INFERENCE_FAULT_TOLERANCE_SELF_HEALING_HEALING_INTERVAL", "5m"),
            List.of(ROOT + "performance_tracking.window_size=15m"));
    assertEquals(
        5, launch.layers().config().faultTolerance().selfHealing().healingInterval().toMinutes());
    assertEquals(
        "OLLAMA_DISTRIBUTED_INFERENCE_FAULT_TOLERANCE_SELF_HEALING_HEALING_INTERVAL",
        launch.layers().placeOf(ROOT + "self_healing.healing_interval"));
    assertEquals("--set", launch.layers().placeOf(ROOT + "performance_tracking.window_size"));
    assertEquals(
        "--set: error: inference.fault_tolerance.performance_tracking.window_size: performance"
            + " tracking window size must be at least 3x healing interval",
        problem(List.of(), Map.of(), List.of(ROOT + "self_healing.healing_interval=5m")));
  }

  @Test
  void allWrongFlagsAreNamedAtOnce() {
    ConfigException refused =
        assertThrows(
            ConfigException.class,
            () ->
                Launch.read(
                    List.of(),
                    Optional.empty(),
                    Map.of("OLLAMA_DISTRIBUTED_GATEWAY_STALL_MIN", "1ms"),
                    List.of("gateway.stal_max=1s", "logging.level=loud")));
    assertEquals(
        List.of("gateway.stall_min", "gateway.stal_max", "logging.level"),
        refused.problems().stream().map(Problem::path).toList());
  }

  @Test
  void whatAFlagMendsIsNotWarnedOf() throws IOException {
    Path file = file("inference: {fault_tolerance: {retry_attempts: 6}}");
    assertEquals(
        List.of(file + ":1:13: warning: inference.fault_tolerance.self_healing.healing_interval"),
        Launch.read(List.of(), Optional.of(file), Map.of(), List.of()).warnings().stream()
            .map(w -> w.place() + ": warning: " + w.path())
            .toList());
    assertEquals(
        List.of(),
        Launch.read(
                List.of(),
                Optional.of(file),
                Map.of(),
                List.of(ROOT + "self_healing.monitoring_interval=20s"))
            .warnings());
  }

  @Test
  void theFileOfTheStartIsNamedAsAReloadNamesIt() throws IOException {
    Path file = file("gateway: {stall_min: 4s}");
    Path roundabout = folder.resolve("x").resolve("..").resolve("c.yaml");
    Launch launch = Launch.read(List.of(), Optional.of(roundabout), Map.of(), List.of());
    assertEquals(Optional.of(file), launch.file());
    assertEquals(file + ":1:22", launch.layers().placeOf("gateway.stall_min"));
  }

  @Test
  void aVariableWithoutMeaningIsWarnedOf() {
    Launch launch =
        Launch.read(
            List.of(),
            Optional.empty(),
            Map.of("OLLAMA_DISTRIBUTED_TOKEN", "t", "OLLAMA_DISTRIBUTED_GATEWAY_LISEN", ":1"),
            List.of());
    assertEquals(
        List.of(
            "environment: warning: the variable OLLAMA_DISTRIBUTED_GATEWAY_LISEN stands for no"
                + " setting"),
        launch.warnings().stream().map(Problem::summary).toList());
  }

  private String digest(List<String> profiles, String yaml) throws IOException {
    return Launch.read(profiles, Optional.of(file(yaml)), Map.of(), List.of()).digest();
  }

  @Test
  void theDigestIsOfProfilesAndFile() throws IOException {
    String one = digest(List.of(), "gateway: {}");
    assertEquals(one, digest(List.of(), "gateway: {}"));
    assertNotEquals(one, digest(List.of(), "gateway: {} # changed"));
    assertNotEquals(one, digest(List.of("small"), "gateway: {}"));
  }

  @Test
  void aConfigurationOfTheProgramIsKept() {
    Config config =
        ConfigLoader.parse("c", "gateway: {stall_min: 4s}\nnodes: [{url: 'http://a'}]")
            .orElseThrow();
    assertEquals(config, Launch.of(config).layers().config());
  }
}
