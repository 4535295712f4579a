package io.ollamamax.bench.prediction;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.ollamamax.bench.healing.Interval;
import io.ollamamax.config.ConfigLoader;
import io.ollamamax.healing.HealingSettings;
import io.ollamamax.sim.healing.HealingSimulation;
import io.ollamamax.sim.healing.HealingSimulation.Day;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.function.ToDoubleFunction;
import java.util.stream.LongStream;

/**
 * What acting on predictions saves: a simulated fleet with healing, the same seeds with {@code
 * enable_predictive} on and off.
 */
final class Acting {
  private static final Duration LENGTH = Duration.ofHours(2);

  private enum Figure {
    FAILURES("failures", 2, Day::failures),
    MET("of these, of nodes with requests on them", 2, Day::failuresMet),
    HIT("requests on them at that moment", 2, Day::requestsHit),
    UNSERVED(
        "requests not answered as they should be, %", 3, day -> 100 * (1 - day.availability())),
    ILL("hours of nodes with something wrong", 2, Day::illHours),
    ACTS("acts on faults", 2, Day::acts),
    WRONG("acts on nodes that were well", 2, Day::wrong),
    WRONG_DISRUPTIVE("of these, disruptive", 3, Day::wrongDisruptive),
    RESTARTS("restarts, those of supervisors included", 2, Day::restarts),
    VIOLATIONS("acts above a cap or against a rule", 3, day -> day.violations().size());

    private final String title;
    private final int digits;

    @SuppressWarnings("ImmutableEnumChecker") // a function without state
    private final ToDoubleFunction<Day> value;

    Figure(String title, int digits, ToDoubleFunction<Day> value) {
      this.title = title;
      this.digits = digits;
      this.value = value;
    }
  }

  private Acting() {}

  /** Both ways of each seed, with 95 % bootstrap intervals over seeds. */
  static String table(int seeds, ObjectNode root) {
    List<Day> waiting = days(seeds, false);
    List<Day> acting = days(seeds, true);
    StringBuilder text =
        new StringBuilder(
            """
            | two hours of 20 nodes: mean (95 %) | not acting | acting | difference on the same seeds |
            |---|---|---|---|
            """);
    ObjectNode node = root.putObject("acting").put("seeds", seeds);
    for (Figure figure : Figure.values()) {
      double[] without = values(waiting, figure);
      double[] with = values(acting, figure);
      double[] difference = new double[seeds];
      for (int i = 0; i < seeds; i++) {
        difference[i] = with[i] - without[i];
      }
      Interval less = Interval.of(difference);
      text.append("| ").append(figure.title);
      text.append(" | ").append(Interval.of(without).text(figure.digits));
      text.append(" | ").append(Interval.of(with).text(figure.digits));
      text.append(" | ").append(less.text(figure.digits));
      text.append(less.sure() ? " |\n" : ", not sure |\n");
      node.putObject(figure.name().toLowerCase(java.util.Locale.ROOT))
          .put("not_acting", Interval.of(without).mean())
          .put("acting", Interval.of(with).mean())
          .put("difference", less.mean())
          .put("low", less.low())
          .put("high", less.high());
    }
    return text.toString();
  }

  private static double[] values(List<Day> days, Figure figure) {
    return days.stream().mapToDouble(figure.value).toArray();
  }

  private static List<Day> days(int seeds, boolean acts) {
    String yaml =
        "inference: {fault_tolerance: {self_healing: {enable_predictive: %s}}}".formatted(acts);
    // where nobody acts, rounds change nothing and only take time
    Duration interval = acts ? Duration.ofSeconds(30) : Duration.ofDays(1);
    HealingSettings settings = HealingSettings.of(ConfigLoader.parse("bench", yaml).orElseThrow());
    return LongStream.range(0, seeds)
        .parallel()
        .mapToObj(
            seed ->
                new HealingSimulation(
                        seed,
                        LENGTH,
                        settings,
                        Optional.empty(),
                        Optional.of(PredictionBench.settings(interval, Duration.ofMinutes(5))))
                    .run())
        .toList();
  }
}
