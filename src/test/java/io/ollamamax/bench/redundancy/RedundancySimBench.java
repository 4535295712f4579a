package io.ollamamax.bench.redundancy;

import io.ollamamax.config.Config;
import io.ollamamax.ollama.Json;
import io.ollamamax.redundancy.RedundancySettings;
import io.ollamamax.sim.redundancy.RedundancySimulation;
import io.ollamamax.sim.redundancy.RedundancySimulation.Outcome;
import io.ollamamax.sim.redundancy.RedundancySimulation.Scenario;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.stream.LongStream;

/** {@code bench/redundancy-sim [--seeds N] [--json]}. */
public final class RedundancySimBench {
  private static final int MODELS = 50;
  private static final int[] FLEETS = {10, 100, 1000};
  private static final Duration DAY = Duration.ofDays(1);
  private static final Duration TROUBLE = Duration.ofHours(8);

  private RedundancySimBench() {}

  /** The figures of a fleet. */
  private record Row(
      int nodes,
      double[] fillMinutes,
      double[] againMinutes,
      double made,
      double removed,
      int unsettled,
      int violations,
      double[] planMillis) {}

  public static void main(String[] arguments) {
    int seeds = 20;
    boolean json = false;
    try {
      for (int i = 0; i < arguments.length; i++) {
        switch (arguments[i]) {
          case "--seeds" -> seeds = Integer.parseInt(arguments[++i]);
          case "--json" -> json = true;
          default -> throw new IllegalArgumentException("unknown argument " + arguments[i]);
        }
      }
    } catch (RuntimeException e) {
      System.err.println("usage: bench/redundancy-sim [--seeds N] [--json]: " + e);
      System.exit(2);
    }
    System.out.println(
        "| nodes | from one copy of each to two, min: median (p95) | after 8 h of failures, min:"
            + " median (p95) | copies made | removed | not settled | rules broken | one reconcile,"
            + " ms: median (p99) |");
    System.out.println("|---|---|---|---|---|---|---|---|");
    List<Row> rows = new ArrayList<>();
    for (int nodes : FLEETS) {
      Row row = row(nodes, seeds);
      rows.add(row);
      System.out.println(
          String.format(
              Locale.ROOT,
              "| %,d | %.1f (%.1f) | %.1f (%.1f) | %.0f | %.0f | %d | %d | %.2f (%.2f) |",
              row.nodes(),
              quantile(row.fillMinutes(), 0.5),
              quantile(row.fillMinutes(), 0.95),
              quantile(row.againMinutes(), 0.5),
              quantile(row.againMinutes(), 0.95),
              row.made(),
              row.removed(),
              row.unsettled(),
              row.violations(),
              quantile(row.planMillis(), 0.5),
              quantile(row.planMillis(), 0.99)));
    }
    if (json) {
      System.out.println(Json.MAPPER.valueToTree(rows));
    }
  }

  private static Row row(int nodes, int seeds) {
    List<Double> costs = new ArrayList<>();
    List<Outcome> fills =
        run(seeds, new Scenario(nodes, MODELS, 1, Duration.ZERO, DAY, DAY, 0), costs);
    List<Outcome> again =
        run(seeds, new Scenario(nodes, MODELS, 1, TROUBLE, DAY, Duration.ofHours(12), 0.1), costs);
    return new Row(
        nodes,
        minutes(fills.stream().map(Outcome::restored).toList()),
        minutes(again.stream().map(Outcome::converged).toList()),
        again.stream().mapToInt(Outcome::made).average().orElse(0),
        again.stream().mapToInt(Outcome::removed).average().orElse(0),
        (int) again.stream().filter(outcome -> outcome.converged().isNegative()).count(),
        again.stream().mapToInt(outcome -> outcome.violations().size()).sum(),
        costs.stream().mapToDouble(cost -> cost).sorted().toArray());
  }

  private static List<Outcome> run(int seeds, Scenario scenario, List<Double> costs) {
    RedundancySettings settings = RedundancySettings.of(Config.defaults());
    return LongStream.range(0, seeds)
        .mapToObj(
            seed ->
                new RedundancySimulation(
                        seed, scenario, settings, System::nanoTime, cost -> costs.add(cost / 1e6))
                    .run())
        .toList();
  }

  private static double[] minutes(List<Duration> times) {
    return times.stream().mapToDouble(time -> time.toSeconds() / 60.0).sorted().toArray();
  }

  private static double quantile(double[] sorted, double share) {
    return sorted[(int) Math.min(sorted.length - 1, Math.floor(share * sorted.length))];
  }
}
