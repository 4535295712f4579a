package io.ollamamax.cluster;

import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * The one place where open faults are kept. Written on the control thread, read anywhere by one
 * volatile read.
 */
public final class Faults {
  /** What makes two faults of different looks the same one. */
  private record Key(
      String kind, Optional<NodeId> node, Optional<ModelName> model, String subject) {
    static Key of(Fault fault) {
      return new Key(
          fault.kind(),
          fault.target(),
          fault.subject(),
          switch (fault) {
            case Fault.NodeDegraded degraded -> degraded.metric();
            case Fault.ResourcePressure pressure -> pressure.resource().name();
            case Fault.PredictedFailure predicted -> predicted.mode();
            default -> "";
          });
    }
  }

  /**
   * A fault that is there.
   *
   * @param fault as it was last seen
   * @param since when it was first seen
   */
  public record Open(Fault fault, Instant since) {}

  /** Is told of faults on the control thread. */
  public interface Listener {
    /** A fault that was not there before. */
    void opened(Open fault);

    /** A fault is gone. */
    void closed(Open fault, Instant at);
  }

  private final List<Listener> listeners;
  private Map<Key, Open> faults = Map.of();
  private volatile List<Open> open = List.of();

  public Faults(List<Listener> listeners) {
    this.listeners = List.copyOf(listeners);
  }

  /** The open faults as last published, the oldest first. */
  public List<Open> open() {
    return open;
  }

  /**
   * Publishes what all detectors found at this look.
   *
   * @param found everything that is wrong now; of two that are the same one the worse counts
   */
  public void look(List<Fault> found, Instant now) {
    Map<Key, Open> after = new LinkedHashMap<>(faults);
    Map<Key, Fault> seen = new LinkedHashMap<>();
    found.forEach(
        fault -> seen.merge(Key.of(fault), fault, (a, b) -> a.severity() >= b.severity() ? a : b));
    after.keySet().retainAll(seen.keySet());
    List<Open> fresh = new ArrayList<>();
    seen.forEach(
        (key, fault) -> {
          Open before = after.get(key);
          Open current = new Open(fault, before == null ? now : before.since());
          after.put(key, current);
          if (before == null) {
            fresh.add(current);
          }
        });
    Map<Key, Open> before = faults;
    faults = after;
    open = List.copyOf(after.values());
    before.forEach(
        (key, fault) -> {
          if (!after.containsKey(key)) {
            listeners.forEach(listener -> listener.closed(fault, now));
          }
        });
    fresh.forEach(fault -> listeners.forEach(listener -> listener.opened(fault)));
  }
}
