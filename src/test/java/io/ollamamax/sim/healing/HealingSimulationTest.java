package io.ollamamax.sim.healing;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.ollamamax.config.ConfigLoader;
import io.ollamamax.healing.HealingSettings;
import io.ollamamax.sim.healing.HealingSimulation.Day;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;

/** Mixed faults over a fleet for some hours; the long form is {@code bench/healing-sim}. */
class HealingSimulationTest {
  private static final Duration LENGTH = Duration.ofHours(8);
  private static final String OFF = "enabled: false";
  private static final String FIXED = "enable_learning: false";
  private static final String LEARNED = "enable_learning: true";

  private static Day day(long seed, String healing) {
    return day(seed, healing, "{}");
  }

  private static Day day(long seed, String healing, String caps) {
    String yaml =
        "inference: {fault_tolerance: {self_healing: {%s}}}\nhealing: %s".formatted(healing, caps);
    HealingSettings settings =
        HealingSettings.of(ConfigLoader.parse("sim.yaml", yaml).orElseThrow());
    return new HealingSimulation(seed, LENGTH, settings, Optional.empty()).run();
  }

  private static List<Day> days(String healing) {
    return LongStream.range(0, 8).mapToObj(seed -> day(seed, healing)).toList();
  }

  private static double availability(List<Day> days) {
    return days.stream().mapToDouble(Day::availability).average().orElseThrow();
  }

  @Test
  void healingHelpsAndBreaksNoRule() {
    List<Day> off = days(OFF);
    assertEquals(0, off.stream().mapToInt(Day::acts).sum());
    for (String how : List.of(FIXED, LEARNED)) {
      List<Day> on = days(how);
      assertEquals(List.of(), on.stream().flatMap(day -> day.violations().stream()).toList());
      assertTrue(availability(on) > availability(off), how);
      int acts = on.stream().mapToInt(Day::acts).sum();
      int wrong = on.stream().mapToInt(Day::wrong).sum();
      assertTrue(acts > 100 && wrong * 5 < acts, how + ": " + wrong + " wrong of " + acts);
    }
  }

  @Test
  void withoutCapsTheyWouldBeBroken() {
    String loose = "{acts_per_hour: 1000, quarantine_restarts: 1000, restart_backoff: 1s}";
    List<String> broken =
        LongStream.range(0, 5)
            .boxed()
            .flatMap(seed -> day(seed, FIXED, loose).violations().stream())
            .toList();
    assertTrue(broken.stream().anyMatch(v -> v.startsWith("too many within an hour")), "cap");
    assertTrue(broken.stream().anyMatch(v -> v.startsWith("too many restarts")), "quarantine");
  }

  @Test
  void aSeedReplaysExactly() {
    assertEquals(day(42, LEARNED), day(42, LEARNED));
  }
}
