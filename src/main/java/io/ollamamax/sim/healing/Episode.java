package io.ollamamax.sim.healing;

import io.ollamamax.sim.faults.Cure;
import io.ollamamax.sim.faults.FaultFamily;
import io.ollamamax.sim.faults.Scenario;
import java.util.EnumSet;
import java.util.Set;
import java.util.SplittableRandom;

/**
 * What happens to a node from a moment on: the same in each simulation of a seed, whatever is done.
 *
 * @param node its number
 * @param begin in seconds of the day
 * @param repair seconds after which a person has repaired it, or it has passed by itself
 * @param supervised whether a process that exits is started anew at once
 * @param cures what would end it
 * @param seed of its course
 */
record Episode(
    int node,
    long begin,
    FaultFamily family,
    long repair,
    boolean supervised,
    Set<Cure> cures,
    long seed) {
  private static final long PASSES = 4200;

  static Episode draw(int node, long begin, FaultFamily family, SplittableRandom random) {
    Set<Cure> cures = EnumSet.noneOf(Cure.class);
    for (Cure cure : Cure.values()) {
      if (random.nextDouble() < family.chance(cure)) {
        cures.add(cure);
      }
    }
    long hours = random.nextLong(2, 9);
    return new Episode(
        node,
        begin,
        family,
        family.harmful() ? hours * 3600 : PASSES,
        random.nextDouble() < 0.7,
        cures,
        random.nextLong());
  }

  Scenario scenario() {
    return family.scenario(new SplittableRandom(seed));
  }
}
