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

  /** Before the first one. */
  static ConfigVersion none(Instant now) {
    return new ConfigVersion(
        0, now, new Author("", ""), "none", List.of(), Layers.DEFAULTS, Map.of(), "");
  }

  /** The one after this, with the same switches. */
  ConfigVersion next(Instant when, Author who, String what, Layers next) {
    return new ConfigVersion(number + 1, when, who, what, List.of(), next, switches, digest);
  }

  ConfigVersion withChanges(List<Change> made) {
    return new ConfigVersion(number, at, author, action, made, layers, switches, digest);
  }

  ConfigVersion withSwitches(Map<Component, EmergencySwitch> others) {
    return new ConfigVersion(number, at, author, action, changes, layers, others, digest);
  }

  ConfigVersion withDigest(String other) {
    return new ConfigVersion(number, at, author, action, changes, layers, switches, other);
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
