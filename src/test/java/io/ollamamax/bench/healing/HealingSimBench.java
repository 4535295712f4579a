package io.ollamamax.bench.healing;

import io.ollamamax.healing.HealingMemory;
import io.ollamamax.sim.healing.HealingSimulation.Day;
import java.time.Duration;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.LongStream;

/** {@code bench/healing-sim [--seeds N] [--hours N] [--json]}. */
public final class HealingSimBench {
  private HealingSimBench() {}

  public static void main(String[] arguments) {
    int seeds = 200;
    int hours = 24;
    boolean json = false;
    try {
      for (int i = 0; i < arguments.length; i++) {
        switch (arguments[i]) {
          case "--seeds" -> seeds = Integer.parseInt(arguments[++i]);
          case "--hours" -> hours = Integer.parseInt(arguments[++i]);
          case "--json" -> json = true;
          default -> throw new IllegalArgumentException("unknown argument " + arguments[i]);
        }
      }
    } catch (RuntimeException e) {
      System.err.println("usage: bench/healing-sim [--seeds N] [--hours N] [--json]: " + e);
      System.exit(2);
    }
    Report report = new Report(run(seeds, Duration.ofHours(hours)));
    System.out.print(report.tables());
    if (json) {
      System.out.println(report.json());
    }
  }

  private static Map<Contender, List<Day>> run(int seeds, Duration length) {
    Map<Contender, List<Day>> days = new EnumMap<>(Contender.class);
    for (Contender contender : Contender.values()) {
      Optional<HealingMemory> memory = contender.school(length);
      days.put(
          contender,
          LongStream.range(0, seeds)
              .parallel()
              .mapToObj(seed -> contender.day(seed, length, memory))
              .toList());
    }
    return days;
  }
}
