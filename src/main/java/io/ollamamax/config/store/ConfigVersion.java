package io.ollamamax.config.store;

import io.ollamamax.config.Change;
import java.time.Instant;
import java.util.List;
import java.util.Map;

/**
 * The configuration as one write left it.
 *
 * @param number from 1
 * @param action such as {@code start}, {@code put} or {@code reload}
 * @param changes of the effective configuration by this write
 * @param layers profile, file, adaptation and operator
 * @param switches components that are switched off
 * @param digest of the profiles and the file that the file layer was read from
 */
public record ConfigVersion(
    long number,
    Instant at,
    Author author,
    String action,
    List<Change> changes,
    Layers layers,
    Map<Component, EmergencySwitch> switches,
    String digest) {
  public ConfigVersion {
    changes = List.copyOf(changes);
    switches = Map.copyOf(switches);
  }

  /** What the emergency switches say. */
  Said emergency() {
    Said said = Said.NOTHING;
    for (Component component : Component.values()) {
      EmergencySwitch off = switches.get(component);
      if (off != null) {
        String by = "switched off by %s at %s".formatted(off.author().who(), off.at());
        said = said.over(Said.at(by, component.off()));
      }
    }
    return said;
  }
}
