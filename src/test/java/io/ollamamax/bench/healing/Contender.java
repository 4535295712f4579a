package io.ollamamax.bench.healing;

import io.ollamamax.config.ConfigLoader;
import io.ollamamax.healing.HealingMemory;
import io.ollamamax.healing.HealingSettings;
import io.ollamamax.sim.healing.HealingSimulation;
import io.ollamamax.sim.healing.HealingSimulation.Day;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** The ways of healing that are compared; the settings are the defaults otherwise. */
enum Contender {
  NONE("no healing", "enabled: false"),
  FIXED("fixed order", "enable_learning: false"),
  LEARNED("learned, from nothing", "enable_learning: true"),
  TAUGHT("learned, after 14 days", "enable_learning: true");

  private static final int SCHOOL_DAYS = 14;
  private static final long SCHOOL_SEED = 1_000_000;

  private final String title;
  private final String healing;

  Contender(String title, String healing) {
    this.title = title;
    this.healing = healing;
  }

  String title() {
    return title;
  }

  private HealingSettings settings() {
    String yaml = "inference: {fault_tolerance: {self_healing: {%s}}}".formatted(healing);
    return HealingSettings.of(ConfigLoader.parse("bench", yaml).orElseThrow());
  }

  /** What it knows before the first of the days: learned on other seeds. */
  Optional<HealingMemory> school(Duration length) {
    Optional<HealingMemory> memory = Optional.empty();
    for (int day = 0; this == TAUGHT && day < SCHOOL_DAYS; day++) {
      Day over = new HealingSimulation(SCHOOL_SEED + day, length, settings(), memory).run();
      HealingMemory.Caps nothing = new HealingMemory.Caps(List.of(), Map.of(), List.of());
      memory =
          Optional.of(new HealingMemory(over.memory().posteriors(), List.of(), List.of(), nothing));
    }
    return memory;
  }

  Day day(long seed, Duration length, Optional<HealingMemory> memory) {
    return new HealingSimulation(seed, length, settings(), memory).run();
  }
}
