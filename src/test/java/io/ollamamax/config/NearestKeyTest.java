package io.ollamamax.config;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class NearestKeyTest {
  @ParameterizedTest
  @CsvSource({
    "'', '', 0",
    "abc, abc, 0",
    "abc, abd, 1",
    "abc, acb, 1",
    "abc, ab, 1",
    "'', abc, 3",
    "kitten, sitting, 3",
    "ca, abc, 3"
  })
  void countsEdits(String a, String b, int distance) {
    assertEquals(distance, NearestKey.distance(a, b));
    assertEquals(distance, NearestKey.distance(b, a));
  }

  @Test
  void namesOnlyWhatIsNear() {
    List<String> known = List.of("healing_interval", "enabled");
    assertEquals(Optional.of("healing_interval"), NearestKey.of("heal_interval", known));
    assertEquals(Optional.of("enabled"), NearestKey.of("enalbed", known));
    assertEquals(Optional.empty(), NearestKey.of("replicas", known));
    assertEquals(Optional.empty(), NearestKey.of("", known));
    assertEquals(Optional.empty(), NearestKey.of("x".repeat(100_000), known));
  }
}
