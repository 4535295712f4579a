package io.ollamamax.bench.healing;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.ollamamax.healing.Arm;
import io.ollamamax.healing.HealingView.Count;
import io.ollamamax.sim.healing.HealingSimulation.Day;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;

/** The tables of a run. */
record Report(Map<Contender, List<Day>> days) {
  String tables() {
    StringBuilder text = new StringBuilder();
    text.append("| a day of 20 nodes: mean (95 %) |");
    days.keySet().forEach(c -> text.append(' ').append(c.title()).append(" |"));
    text.append("\n|---|").append("---|".repeat(days.size())).append('\n');
    for (Figure figure : Figure.values()) {
      text.append("| ").append(figure.title()).append(" |");
      days.values()
          .forEach(d -> text.append(' ').append(figure.of(d).text(figure.digits())).append(" |"));
      text.append('\n');
    }
    text.append("\n| difference on the same seeds: mean (95 %) |");
    List<Contender> against = days.keySet().stream().filter(c -> c != Contender.FIXED).toList();
    against.forEach(c -> text.append(' ').append(c.title()).append(" less fixed order |"));
    text.append("\n|---|").append("---|".repeat(against.size())).append('\n');
    for (Figure figure : Figure.values()) {
      text.append("| ").append(figure.title()).append(" |");
      against.forEach(c -> text.append(' ').append(difference(figure, c)).append(" |"));
      text.append('\n');
    }
    return text.append('\n').append(strategies()).toString();
  }

  private String difference(Figure figure, Contender contender) {
    Interval interval = figure.difference(of(contender), of(Contender.FIXED));
    return interval.text(figure.digits()) + (interval.sure() ? "" : ", not sure");
  }

  private List<Day> of(Contender contender) {
    return days.getOrDefault(contender, List.of());
  }

  /** Successes of attempts, by kind of fault and strategy. */
  private String strategies() {
    List<Contender> healing = days.keySet().stream().filter(c -> c != Contender.NONE).toList();
    Map<Arm, Map<Contender, Count>> counts = new TreeMap<>();
    for (Contender contender : healing) {
      for (Day day : of(contender)) {
        day.counters()
            .byArm()
            .forEach(
                (arm, count) ->
                    counts
                        .computeIfAbsent(arm, unused -> new TreeMap<>())
                        .merge(contender, count, Report::sum));
      }
    }
    StringBuilder text = new StringBuilder("| fault | strategy: successes of attempts |");
    healing.forEach(c -> text.append(' ').append(c.title()).append(" |"));
    text.append("\n|---|---|").append("---|".repeat(healing.size())).append('\n');
    counts.forEach(
        (arm, by) -> {
          text.append("| ").append(arm.kind()).append(" | ").append(arm.strategy().wire());
          text.append(" |");
          for (Contender contender : healing) {
            Count count = by.getOrDefault(contender, new Count(0, 0));
            text.append(
                String.format(Locale.ROOT, " %,d of %,d |", count.successes(), count.attempts()));
          }
          text.append('\n');
        });
    return text.toString();
  }

  private static Count sum(Count a, Count b) {
    return new Count(a.attempts() + b.attempts(), a.successes() + b.successes());
  }

  String json() {
    ObjectNode json = new ObjectMapper().createObjectNode();
    days.forEach(
        (contender, of) -> {
          ObjectNode figures = json.putObject(contender.title());
          for (Figure figure : Figure.values()) {
            Interval interval = figure.of(of);
            figures
                .putObject(figure.name().toLowerCase(Locale.ROOT))
                .put("mean", interval.mean())
                .put("low", interval.low())
                .put("high", interval.high())
                .put("n", of.size());
          }
        });
    return json.toString();
  }
}
