package io.ollamamax.bench.prediction;

import io.ollamamax.sim.prediction.Corpus;
import java.util.List;

/**
 * Figures over episodes.
 *
 * @param precision share of predictions after which the node failed
 * @param recall share of predictable failures foreseen by more than a drain takes
 * @param leadMedian seconds, of the failures that were foreseen
 */
record Figures(
    double precision,
    double recall,
    double f1,
    double leadMedian,
    double leadTenth,
    double falseAlarmsPerNodeDay,
    double brier) {
  /** A drain takes so long: a shorter lead is no use. */
  private static final double DRAIN_SECONDS = 30;

  static Figures of(List<Outcome> outcomes) {
    long foreseen = outcomes.stream().filter(o -> !Double.isNaN(o.lead())).count();
    long wrong = outcomes.stream().mapToInt(Outcome::falseAlarms).sum();
    List<Outcome> predictable =
        outcomes.stream().filter(o -> Corpus.predictable(o.family()) && o.failed()).toList();
    double[] leads =
        predictable.stream()
            .mapToDouble(Outcome::lead)
            .filter(l -> l >= DRAIN_SECONDS)
            .sorted()
            .toArray();
    double precision = (double) foreseen / (foreseen + wrong);
    double recall = (double) leads.length / predictable.size();
    double days = outcomes.stream().mapToDouble(Outcome::nodeDays).sum();
    double squares = 0;
    long count = 0;
    for (Outcome outcome : outcomes) {
      for (Outcome.Said said : outcome.said()) {
        double error = said.probability() - (said.cameTrue() ? 1 : 0);
        squares += error * error;
        count++;
      }
    }
    return new Figures(
        precision,
        recall,
        2 * precision * recall / (precision + recall),
        at(leads, 0.5),
        at(leads, 0.1),
        wrong / days,
        squares / count);
  }

  private static double at(double[] sorted, double share) {
    return sorted.length == 0 ? Double.NaN : sorted[(int) (share * (sorted.length - 1))];
  }

  double[] all() {
    return new double[] {
      precision, recall, f1, leadMedian, leadTenth, falseAlarmsPerNodeDay, brier
    };
  }
}
