package io.ollamamax.healing;

import io.ollamamax.config.FaultTolerance.SelfHealing;
import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;

/** A way to help, from the gentlest to the one that needs most. */
public enum Strategy {
  LOAD_REDISTRIBUTION(0.05),
  RESOURCE_REALLOCATION(0.1),
  SERVICE_RESTART(0.2),
  FAILOVER(0.2),
  SCALING(0.1);

  private final double cost;

  Strategy(double cost) {
    this.cost = cost;
  }

  /** What success by it is worth less than success for nothing, 0 to 1. */
  double cost() {
    return cost;
  }

  /** The name in the configuration, the API and the metrics: {@code service_restart}. */
  public String wire() {
    return name().toLowerCase(Locale.ROOT);
  }

  /** The strategy of that name. */
  public static Optional<Strategy> find(String wire) {
    return Arrays.stream(values()).filter(s -> s.wire().equals(wire)).findFirst();
  }

  boolean enabled(SelfHealing settings) {
    return switch (this) {
      case LOAD_REDISTRIBUTION -> settings.loadRedistribution();
      case RESOURCE_REALLOCATION -> settings.resourceReallocation();
      case SERVICE_RESTART -> settings.serviceRestart();
      case FAILOVER -> settings.enableFailover();
      case SCALING -> settings.enableScaling();
    };
  }
}
