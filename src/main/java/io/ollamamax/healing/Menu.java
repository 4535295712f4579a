package io.ollamamax.healing;

import static io.ollamamax.healing.Strategy.FAILOVER;
import static io.ollamamax.healing.Strategy.LOAD_REDISTRIBUTION;
import static io.ollamamax.healing.Strategy.RESOURCE_REALLOCATION;
import static io.ollamamax.healing.Strategy.SCALING;
import static io.ollamamax.healing.Strategy.SERVICE_RESTART;

import java.util.List;
import java.util.Map;

/** Which strategies are permitted for a kind of fault, in the fixed order. Learning adds none. */
final class Menu {
  static final String CAPACITY_SHORT = "capacity_short";
  static final String CAPACITY_IDLE = "capacity_idle";
  static final String WELL = "well";

  private static final Map<String, List<Strategy>> PERMITTED =
      Map.of(
          "node_down",
          List.of(SERVICE_RESTART, FAILOVER),
          "node_degraded",
          List.of(LOAD_REDISTRIBUTION, RESOURCE_REALLOCATION, SERVICE_RESTART, FAILOVER),
          "stuck_model",
          List.of(RESOURCE_REALLOCATION, SERVICE_RESTART, FAILOVER),
          "resource_pressure",
          List.of(LOAD_REDISTRIBUTION, RESOURCE_REALLOCATION, SERVICE_RESTART, FAILOVER),
          "predicted_failure",
          List.of(LOAD_REDISTRIBUTION, RESOURCE_REALLOCATION, SERVICE_RESTART, FAILOVER),
          CAPACITY_SHORT,
          List.of(SCALING));

  private static final List<Strategy> REFRESH = List.of(SERVICE_RESTART, RESOURCE_REALLOCATION);

  private Menu() {}

  /** Empty for faults that no remedy of a node helps against. */
  static List<Strategy> permitted(String kind) {
    return PERMITTED.getOrDefault(kind, List.of());
  }

  /** What is done for a node that only begins to be bad: it is emptied and refreshed. */
  static List<Strategy> refresh() {
    return REFRESH;
  }

  /** All pairs. */
  static List<Arm> arms() {
    return PERMITTED.entrySet().stream()
        .flatMap(e -> e.getValue().stream().map(strategy -> new Arm(e.getKey(), strategy)))
        .sorted()
        .toList();
  }
}
