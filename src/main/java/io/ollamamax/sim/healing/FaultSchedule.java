package io.ollamamax.sim.healing;

import io.ollamamax.sim.faults.FaultFamily;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.SplittableRandom;

/**
 * What happens to a fleet in a day.
 *
 * @param episodes in the order of their begin
 * @param outage in which many nodes cannot be reached at once; of no length where there is none
 */
record FaultSchedule(List<Episode> episodes, Outage outage) {
  private static final double PER_NODE = 3;
  private static final double OUTAGE = 0.5;

  /** From then, for so long, those nodes. */
  record Outage(long begin, long seconds, int nodes) {
    boolean strikes(int node, long second) {
      return node < nodes && second >= begin && second < begin + seconds;
    }
  }

  static FaultSchedule draw(int nodes, long seconds, long seed) {
    SplittableRandom random = new SplittableRandom(seed);
    FaultFamily[] families = FaultFamily.values();
    List<Episode> episodes = new ArrayList<>();
    for (int node = 0; node < nodes; node++) {
      double at = 0;
      while (true) {
        at += -Math.log(1 - random.nextDouble()) * 86_400 / PER_NODE;
        if (at >= seconds) {
          break;
        }
        episodes.add(
            Episode.draw(node, (long) at, families[random.nextInt(families.length)], random));
      }
    }
    episodes.sort(Comparator.comparingLong(Episode::begin));
    boolean happens = random.nextDouble() < OUTAGE;
    return new FaultSchedule(
        List.copyOf(episodes),
        new Outage(
            random.nextLong(seconds), happens ? random.nextLong(300, 900) : 0, nodes * 6 / 10));
  }
}
