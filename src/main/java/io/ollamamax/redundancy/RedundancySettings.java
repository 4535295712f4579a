package io.ollamamax.redundancy;

import io.ollamamax.cluster.ModelName;
import io.ollamamax.config.Config;
import io.ollamamax.config.FaultTolerance;
import io.ollamamax.config.ModelSettings;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;

/**
 * The settings that redundancy obeys, and what follows from them.
 *
 * @param factors of single models; 0 leaves a model alone
 * @param busyNode requests at once with which a node is taken to be busy
 * @param atOnce copies that may be made at the same time
 * @param keepFree share of a disk that stays free
 */
public record RedundancySettings(
    boolean enabled,
    int defaultFactor,
    int maxFactor,
    Duration interval,
    Map<ModelName, Integer> factors,
    double busyNode,
    int atOnce,
    double keepFree) {
  private static final int MOST_DOUBLINGS = 4;
  private static final int SURPLUS_INTERVALS = 2;

  public RedundancySettings {
    factors = Map.copyOf(factors);
  }

  public static RedundancySettings of(Config config) {
    FaultTolerance core = config.faultTolerance();
    Map<ModelName, Integer> factors = new HashMap<>();
    for (ModelSettings model : config.models()) {
      model.factor().ifPresent(factor -> factors.put(ModelName.of(model.name()), factor));
    }
    return new RedundancySettings(
        core.enabled() && core.redundancy().enabled(),
        core.redundancy().defaultFactor(),
        core.redundancy().maxFactor(),
        core.redundancy().updateInterval(),
        factors,
        config.scaling().requestsPerNode() * config.scaling().outAt(),
        config.transfers().atOnce(),
        config.transfers().keepFree());
  }

  /** Copies that a model is to have while nothing is the matter. */
  public int factor(ModelName model) {
    return factors.getOrDefault(model, defaultFactor);
  }

  /** Copies beyond which none is made. */
  int most(ModelName model) {
    return Math.max(maxFactor, factor(model));
  }

  /** How long a node may be away until its copies count no more. */
  Duration grace() {
    return interval;
  }

  /** How long a copy must have been too many until it is removed. */
  public Duration patience() {
    return interval.multipliedBy(SURPLUS_INTERVALS);
  }

  /** How long a step that failed is not tried again. */
  Duration pause(int times) {
    return interval.multipliedBy(1L << Math.min(Math.max(0, times - 1), MOST_DOUBLINGS));
  }
}
