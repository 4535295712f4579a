package io.ollamamax.config;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The shipped profiles are the guide's blocks. */
class ProfilesTest {
  private static ConfigResult.Valid profile(String name) {
    return assertInstanceOf(ConfigResult.Valid.class, Profiles.find(name).orElseThrow(), name);
  }

  private static Values guide(int block) throws IOException {
    try (InputStream in =
        ProfilesTest.class.getResourceAsStream("/config/guide/%02d.yaml".formatted(block))) {
      String yaml = new String(Objects.requireNonNull(in).readAllBytes(), StandardCharsets.UTF_8);
      return assertInstanceOf(ConfigResult.Valid.class, ConfigLoader.parseFragment("guide", yaml))
          .given();
    }
  }

  @ParameterizedTest
  @CsvSource({
    "development, 13, ''",
    "staging, 14, self_healing.healing_interval",
    "production, 30, self_healing.healing_interval",
    "high-availability, 16, self_healing.healing_interval",
    "sensitivity-high, 3, self_healing.healing_interval predictive_detection.window_size",
    "sensitivity-balanced, 4, self_healing.healing_interval",
    "sensitivity-conservative, 5, self_healing.healing_interval",
    "healing-aggressive, 7, ''",
    "healing-balanced, 8, self_healing.healing_interval",
    "healing-conservative, 9, self_healing.healing_interval predictive_detection.window_size"
        + " config_adaptation.interval",
  })
  void saysWhatTheGuideSays(String name, int block, String warnings) throws IOException {
    ConfigResult.Valid profile = profile(name);
    assertEquals(guide(block), profile.given());
    Set<String> expected =
        Arrays.stream(warnings.split(" ", -1))
            .filter(w -> !w.isEmpty())
            .collect(Collectors.toSet());
    assertEquals(
        expected,
        profile.problems().stream()
            .map(p -> p.path().replace("inference.fault_tolerance.", ""))
            .collect(Collectors.toSet()));
  }

  @ParameterizedTest
  @CsvSource({"small, 17, 20s", "medium, 18, 40s", "large, 19, 1m0s"})
  void sizesWarnOfNothing(String name, int block, String monitoring) throws IOException {
    ConfigResult.Valid profile = profile(name);
    assertEquals(List.of(), profile.problems());
    Map<String, Object> expected = new TreeMap<>(guide(block).byPath());
    expected.put(
        "inference.fault_tolerance.self_healing.monitoring_interval", GoDuration.parse(monitoring));
    expected.forEach(
        (path, value) -> assertEquals(value, profile.given().byPath().get(path), path));
  }

  @Test
  void thereAreTwoProductions() throws IOException {
    String path = "inference.fault_tolerance.predictive_detection.confidence_threshold";
    assertEquals(0.85, profile("production").given().byPath().get(path));
    Map<String, Object> scenario = new TreeMap<>(guide(15).byPath());
    assertEquals(0.9, scenario.put(path, 0.85));
    assertEquals(scenario, profile("production").given().byPath());
  }

  @Test
  void theFilesAreThoseUnderConfig() throws IOException {
    try (Stream<Path> files = Files.list(Path.of("config"))) {
      assertEquals(
          Profiles.names().stream().map(name -> name + ".yaml").collect(Collectors.toSet()),
          files.map(file -> file.getFileName().toString()).collect(Collectors.toSet()));
    }
    assertEquals(Profiles.names().size(), new HashSet<>(Profiles.names()).size());
    for (String name : Profiles.names()) {
      ConfigResult file = ConfigLoader.load(Path.of("config", name + ".yaml"));
      assertEquals(profile(name).config(), file.orElseThrow());
    }
  }
}
