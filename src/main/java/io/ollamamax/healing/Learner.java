package io.ollamamax.healing;

import io.ollamamax.cluster.NodeId;
import io.ollamamax.healing.HealingMemory.Outcome;
import io.ollamamax.healing.HealingMemory.Trial;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.random.RandomGenerator;
import org.apache.commons.rng.sampling.distribution.AhrensDieterMarsagliaTsangGammaSampler;

/**
 * Discounted Thompson sampling: which of the permitted strategies is tried first for a kind of
 * fault. An attempt is worth nothing where the fault stayed or came again soon; else 1 less the
 * strategy's cost and the time that it took. Outcomes count from the next fold on.
 */
final class Learner {
  private static final double STRENGTH = 6;
  private static final double FIRST = 0.8;
  private static final double STEP = 0.12;
  private static final double COST_OF_TIME = 0.2;
  private static final int MOST_WAITING = 1000;

  private final RandomGenerator random;
  private final Map<Arm, Posterior> priors = new HashMap<>();
  private final SortedMap<Arm, Posterior> posteriors = new TreeMap<>();
  private final List<Trial> trials = new ArrayList<>();
  private final List<Outcome> outcomes = new ArrayList<>();

  Learner(RandomGenerator random) {
    this.random = random;
    for (Arm arm : Menu.arms()) {
      double mean = FIRST - STEP * Menu.permitted(arm.kind()).indexOf(arm.strategy());
      priors.put(arm, new Posterior(STRENGTH * mean, STRENGTH * (1 - mean), 0));
    }
    reset();
  }

  /** Forgets all outcomes. */
  void reset() {
    posteriors.clear();
    posteriors.putAll(priors);
    trials.clear();
    outcomes.clear();
  }

  /** Takes over what was learned earlier; pairs that are not known any more are left out. */
  void restore(HealingMemory memory) {
    reset();
    memory
        .posteriors()
        .forEach((arm, posterior) -> posteriors.computeIfPresent(arm, (a, b) -> posterior));
    outcomes.addAll(memory.outcomes());
    trials.addAll(memory.trials());
  }

  SortedMap<Arm, Posterior> posteriors() {
    return new TreeMap<>(posteriors);
  }

  /** What is kept over a restart of the gateway. */
  HealingMemory memory(HealingMemory.Caps caps) {
    return new HealingMemory(posteriors, outcomes, trials, caps);
  }

  /** The same strategies, in the order of a draw from what is believed of each. */
  List<Strategy> order(String kind, List<Strategy> permitted) {
    Map<Strategy, Double> draws = new HashMap<>();
    for (Strategy strategy : permitted) {
      Posterior posterior = posteriors.get(new Arm(kind, strategy));
      draws.put(strategy, posterior == null ? 0 : draw(posterior));
    }
    return permitted.stream()
        .sorted(Comparator.<Strategy>comparingDouble(draws::get).reversed())
        .toList();
  }

  private double draw(Posterior posterior) {
    double success = gamma(posterior.alpha());
    return success / (success + gamma(posterior.beta()));
  }

  private double gamma(double shape) {
    return AhrensDieterMarsagliaTsangGammaSampler.of(random::nextLong, shape, 1).sample();
  }

  /** An attempt has failed. */
  void failed(Arm arm) {
    outcome(arm, 0);
  }

  /** An attempt has succeeded; it counts when the fault has not come again until that time. */
  void succeeded(Arm arm, NodeId node, Duration recovery, Duration timeout, Instant due) {
    double share = Math.min(1, (double) recovery.toMillis() / Math.max(1, timeout.toMillis()));
    double reward = Math.max(0, 1 - arm.strategy().cost() - COST_OF_TIME * share);
    trials.add(new Trial(arm, node, reward, due));
    if (trials.size() > MOST_WAITING) {
      trials.removeFirst();
    }
  }

  /** The fault came again: what healed it on that node a short while ago did not. */
  void relapsed(String kind, NodeId node) {
    for (Iterator<Trial> all = trials.iterator(); all.hasNext(); ) {
      Trial trial = all.next();
      if (trial.node().equals(node) && trial.arm().kind().equals(kind)) {
        all.remove();
        outcome(trial.arm(), 0);
      }
    }
  }

  /** What has lasted counts. */
  void settle(Instant now) {
    for (Iterator<Trial> all = trials.iterator(); all.hasNext(); ) {
      Trial trial = all.next();
      if (!now.isBefore(trial.due())) {
        all.remove();
        outcome(trial.arm(), trial.reward());
      }
    }
  }

  private void outcome(Arm arm, double reward) {
    outcomes.add(new Outcome(arm, reward));
    if (outcomes.size() > MOST_WAITING) {
      outcomes.removeFirst();
    }
  }

  /** Folds the outcomes since the last time into what is believed, and drops them. */
  void fold() {
    for (Outcome outcome : outcomes) {
      String kind = outcome.arm().kind();
      posteriors.replaceAll(
          (arm, posterior) ->
              arm.kind().equals(kind)
                  ? posterior.faded(priors.getOrDefault(arm, posterior))
                  : posterior);
      posteriors.computeIfPresent(
          outcome.arm(), (arm, posterior) -> posterior.with(outcome.reward()));
    }
    outcomes.clear();
  }
}
