package io.ollamamax.bench.prediction;

import io.ollamamax.cluster.NodeId;
import io.ollamamax.prediction.NodeSample;
import io.ollamamax.sim.faults.FaultFamily;
import io.ollamamax.sim.prediction.Corpus;
import io.ollamamax.sim.prediction.FleetHour;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;

/**
 * What a contender made of one episode.
 *
 * @param failed whether the first node failed
 * @param lead seconds from the prediction to the failure; NaN without a prediction
 * @param falseAlarms predictions after which no failure came within the horizon
 * @param early how many of these were of the node that did fail later in the hour
 * @param nodeDays of all nodes
 * @param said what was said at each tick of each node, and what came of it
 */
record Outcome(
    FaultFamily family,
    boolean failed,
    double lead,
    int falseAlarms,
    int early,
    double nodeDays,
    List<Said> said) {
  /** A probability and whether the node failed within the horizon. */
  record Said(double probability, boolean cameTrue) {}

  private record Open(long second, double probability) {}

  static Outcome of(
      FaultFamily family, long seed, Contender contender, Duration interval, Duration horizon) {
    FleetHour episode =
        new FleetHour(family, new SplittableRandom(seed * 1_000_003 + family.name().hashCode()));
    List<List<Open>> open = new ArrayList<>();
    FleetHour.NODES.forEach(n -> open.add(new ArrayList<>()));
    long seconds = 0;
    while (!episode.over()) {
      List<NodeSample> samples = episode.next();
      seconds++;
      for (int i = 0; i < samples.size(); i++) {
        contender.sample(FleetHour.NODES.get(i), samples.get(i));
      }
      if (episode.failed()) {
        contender.failed(FleetHour.NODES.getFirst(), Corpus.mode(family), episode.now());
      } else if (seconds % interval.toSeconds() == 0) {
        contender.tick(episode.now());
        for (int i = 0; i < samples.size(); i++) {
          NodeId node = FleetHour.NODES.get(i);
          open.get(i).add(new Open(seconds, contender.probability(node)));
        }
      }
    }
    List<Said> said = new ArrayList<>();
    for (int i = 0; i < open.size(); i++) {
      for (Open one : open.get(i)) {
        boolean within = seconds - one.second() <= horizon.toSeconds();
        if (i == 0 && episode.failed()) {
          said.add(new Said(one.probability(), within));
        } else if (!within) {
          said.add(new Said(one.probability(), false));
        }
      }
    }
    int falseAlarms = FleetHour.NODES.stream().mapToInt(contender::falseAlarms).sum();
    int early = episode.failed() ? contender.falseAlarms(FleetHour.NODES.getFirst()) : 0;
    double days = (double) seconds * FleetHour.NODES.size() / 86_400;
    return new Outcome(family, episode.failed(), contender.lead(), falseAlarms, early, days, said);
  }
}
