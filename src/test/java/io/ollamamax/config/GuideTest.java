package io.ollamamax.config;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Every YAML block of the guide is valid and gives the warnings that it is known to give. */
class GuideTest {
  private static final Set<Integer> NO_MONITORING = Set.of(7, 13, 19, 25, 28, 29);
  private static final Set<Integer> WINDOW = Set.of(3, 9, 18);
  private static final Set<Integer> PREDICTION = Set.of(20, 24);
  private static final Set<Integer> ADAPTATION = Set.of(9, 18, 19);

  static Stream<Integer> blocks() {
    return IntStream.rangeClosed(1, 30).boxed();
  }

  @ParameterizedTest
  @MethodSource("blocks")
  void givesItsKnownWarnings(int block) throws IOException {
    Set<String> expected = new TreeSet<>();
    if (!NO_MONITORING.contains(block)) {
      expected.add("self_healing.healing_interval");
    }
    if (WINDOW.contains(block)) {
      expected.add("predictive_detection.window_size");
    }
    if (PREDICTION.contains(block)) {
      expected.add("predictive_detection.prediction_interval");
    }
    if (ADAPTATION.contains(block)) {
      expected.add("config_adaptation.interval");
    }
    ConfigResult result = ConfigLoader.parseFragment("guide.yaml", block(block));
    assertInstanceOf(ConfigResult.Valid.class, result, () -> result.problems().toString());
    List<String> found =
        result.problems().stream()
            .map(p -> p.path().replace("inference.fault_tolerance.", ""))
            .sorted()
            .toList();
    assertEquals(List.copyOf(expected), found);
  }

  private static String block(int number) throws IOException {
    String name = "/config/guide/%02d.yaml".formatted(number);
    try (InputStream in = GuideTest.class.getResourceAsStream(name)) {
      return new String(Objects.requireNonNull(in).readAllBytes(), StandardCharsets.UTF_8);
    }
  }
}
