package io.ollamamax.healing;

import io.ollamamax.cluster.Fault;
import io.ollamamax.cluster.NodeId;
import java.time.Duration;
import java.time.Instant;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** The faults that are open, and those that were a short while ago. */
final class FaultBook {
  private static final Comparator<OpenFault> WORST_FIRST =
      Comparator.<OpenFault>comparingDouble(open -> open.fault().severity())
          .reversed()
          .thenComparing(open -> open.fault().kind())
          .thenComparing(open -> open.fault().target().map(NodeId::value).orElse(""))
          .thenComparing(open -> open.fault().evidence());

  private final Map<OpenFault.Key, OpenFault> faults = new HashMap<>();
  private Instant lastLook = Instant.MIN;

  /**
   * Takes in the full list of a look.
   *
   * @param memory after which a fault that is gone is forgotten with all that was tried
   * @return those that were not in the look before
   */
  List<Fault> see(List<Fault> found, Instant now, Duration memory) {
    List<Fault> fresh =
        found.stream()
            .filter(
                fault ->
                    faults
                        .computeIfAbsent(
                            OpenFault.Key.of(fault), unused -> new OpenFault(fault, now))
                        .see(fault, now, lastLook))
            .toList();
    faults.values().removeIf(open -> open.over(now, memory));
    lastLook = now;
    return fresh;
  }

  /** Those that are there now, the worst first. */
  List<OpenFault> open() {
    return faults.values().stream()
        .filter(open -> open.open(lastLook))
        .sorted(WORST_FIRST)
        .toList();
  }

  /** The worst of a node. */
  Optional<OpenFault> worst(NodeId node) {
    return open().stream()
        .filter(open -> open.fault().target().filter(node::equals).isPresent())
        .findFirst();
  }
}
