package io.ollamamax.bench.prediction;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.ollamamax.sim.faults.FaultFamily;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.SplittableRandom;

/** Tables for people, with the same figures put into a JSON tree. */
final class Tables {
  private static final List<String> NAMES =
      List.of(
          "precision",
          "recall",
          "f1",
          "lead_median_s",
          "lead_p10_s",
          "false_alarms_per_node_day",
          "brier");
  private static final int RESAMPLES = 300;

  private Tables() {}

  static String contenders(Map<String, List<Outcome>> contenders, ObjectNode root) {
    StringBuilder text =
        new StringBuilder(
            "| contender | precision | recall | F1 | lead, median s | lead, p10 s"
                + " | false alarms a node-day | Brier |\n|---|---|---|---|---|---|---|---|\n");
    ObjectNode node = root.putObject("contenders");
    contenders.forEach(
        (name, outcomes) -> {
          double[] figures = Figures.of(outcomes).all();
          double[][] range = bootstrap(outcomes);
          ObjectNode json = node.putObject(name);
          text.append("| ").append(name);
          for (int i = 0; i < figures.length; i++) {
            ArrayNode one = json.putArray(NAMES.get(i));
            one.add(rounded(figures[i])).add(rounded(range[0][i])).add(rounded(range[1][i]));
            text.append(
                String.format(
                    Locale.ROOT, " | %.3g (%.3g to %.3g)", figures[i], range[0][i], range[1][i]));
          }
          text.append(" |\n");
        });
    return text.toString();
  }

  /** The 95 % intervals of all figures: episodes drawn anew within each family. */
  private static double[][] bootstrap(List<Outcome> outcomes) {
    Map<FaultFamily, List<Outcome>> byFamily = new EnumMap<>(FaultFamily.class);
    outcomes.forEach(o -> byFamily.computeIfAbsent(o.family(), f -> new ArrayList<>()).add(o));
    SplittableRandom random = new SplittableRandom(1);
    double[][] drawn = new double[NAMES.size()][RESAMPLES];
    for (int r = 0; r < RESAMPLES; r++) {
      List<Outcome> sample = new ArrayList<>();
      for (List<Outcome> family : byFamily.values()) {
        for (int i = 0; i < family.size(); i++) {
          sample.add(family.get(random.nextInt(family.size())));
        }
      }
      double[] figures = Figures.of(sample).all();
      for (int i = 0; i < figures.length; i++) {
        drawn[i][r] = figures[i];
      }
    }
    double[][] range = new double[2][NAMES.size()];
    for (int i = 0; i < drawn.length; i++) {
      Arrays.sort(drawn[i]);
      range[0][i] = drawn[i][(int) (0.025 * RESAMPLES)];
      range[1][i] = drawn[i][(int) (0.975 * RESAMPLES)];
    }
    return range;
  }

  static String families(List<Outcome> outcomes, ObjectNode root) {
    StringBuilder text =
        new StringBuilder(
            """
            | family | episodes | foreseen | lead, median s | false alarms | of these early |
            |---|---|---|---|---|---|
            """);
    ObjectNode node = root.putObject("families");
    for (FaultFamily family : FaultFamily.values()) {
      List<Outcome> own = outcomes.stream().filter(o -> o.family() == family).toList();
      if (own.isEmpty()) {
        continue;
      }
      double[] leads =
          own.stream().mapToDouble(Outcome::lead).filter(l -> l >= 0).sorted().toArray();
      double median = leads.length == 0 ? Double.NaN : leads[leads.length / 2];
      int wrong = own.stream().mapToInt(Outcome::falseAlarms).sum();
      int early = own.stream().mapToInt(Outcome::early).sum();
      String name = family.name().toLowerCase(Locale.ROOT);
      node.putObject(name)
          .put("episodes", own.size())
          .put("foreseen", leads.length)
          .put("false_alarms", wrong)
          .put("early", early);
      text.append(
          String.format(
              Locale.ROOT,
              "| %s | %d | %s | %.0f | %d | %d |%n",
              name.replace('_', ' '),
              own.size(),
              own.stream().anyMatch(Outcome::failed) ? leads.length : "does not fail",
              median,
              wrong,
              early));
    }
    return text.toString();
  }

  static String reliability(List<Outcome> outcomes, ObjectNode root) {
    StringBuilder text =
        new StringBuilder("| said | analyses | came true | |\n|---|---|---|---|\n");
    ArrayNode bins = root.putArray("reliability");
    for (Reliability.Bin bin : Reliability.of(outcomes)) {
      bins.addObject()
          .put("n", bin.count())
          .put("said", rounded(bin.said()))
          .put("came", rounded(bin.came()));
      text.append(
          String.format(
              Locale.ROOT,
              "| %.2f | %d | %.2f | %s |%n",
              bin.said(),
              bin.count(),
              bin.came(),
              "#".repeat((int) Math.round(bin.came() * 20))));
    }
    return text.toString();
  }

  private static double rounded(double value) {
    return Math.round(value * 1e4) / 1e4;
  }
}
