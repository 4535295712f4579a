package io.ollamamax.healing;

import io.ollamamax.config.Config;
import io.ollamamax.config.FaultTolerance;
import io.ollamamax.config.HealingCaps;
import io.ollamamax.config.Scaling;
import java.time.Duration;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.Set;

/**
 * The settings that healing obeys, and what follows from them.
 *
 * @param core {@code inference.fault_tolerance}
 */
public record HealingSettings(FaultTolerance core, HealingCaps caps, Scaling scaling) {
  private static final double PROACTIVE_SHARE = 0.5;
  private static final int STABLE_LOOKS = 2;
  private static final int RELAPSE_INTERVALS = 3;

  public static HealingSettings of(Config config) {
    return new HealingSettings(config.faultTolerance(), config.healing(), config.scaling());
  }

  FaultTolerance.SelfHealing healing() {
    return core.selfHealing();
  }

  boolean enabled() {
    return core.enabled() && healing().enabled();
  }

  double threshold() {
    return healing().healingThreshold();
  }

  /** From here up to the threshold it is proactive healing's. */
  double proactiveFloor() {
    return threshold() * PROACTIVE_SHARE;
  }

  Duration interval() {
    return healing().healingInterval();
  }

  Set<Strategy> strategies() {
    EnumSet<Strategy> enabled = EnumSet.noneOf(Strategy.class);
    Arrays.stream(Strategy.values()).filter(s -> s.enabled(healing())).forEach(enabled::add);
    return enabled;
  }

  /** How long severity must have stayed down for an attempt to count as a success. */
  Duration stable() {
    Duration looks = healing().monitoringInterval().multipliedBy(STABLE_LOOKS);
    return looks.compareTo(interval()) < 0 ? looks : interval();
  }

  /** A fault that comes again within this time after its healing is a relapse. */
  Duration relapse() {
    return interval().multipliedBy(RELAPSE_INTERVALS);
  }

  /** How many disruptive operations may begin in an hour. */
  int actsPerHour(int nodes) {
    return Math.max(caps.actsPerHour(), (int) Math.floor(caps.actsShare() * nodes));
  }
}
