package io.ollamamax.config.store;

import io.ollamamax.config.Values;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.TreeMap;

/** What can be switched off and on, and be reset: fault tolerance as a whole and its sections. */
public enum Component {
  FAULT_TOLERANCE,
  PREDICTIVE_DETECTION,
  SELF_HEALING,
  REDUNDANCY,
  PERFORMANCE_TRACKING,
  CONFIG_ADAPTATION;

  private static final String ROOT = "inference.fault_tolerance";

  /** The component of that name. */
  public static Optional<Component> find(String wire) {
    return Arrays.stream(values()).filter(c -> c.wire().equals(wire)).findFirst();
  }

  /** All names. */
  public static List<String> names() {
    return Arrays.stream(values()).map(Component::wire).toList();
  }

  /** The name in the API and in commands: {@code fault-tolerance}. */
  public String wire() {
    return name().toLowerCase(Locale.ROOT).replace('_', '-');
  }

  /** The section's path. */
  public String path() {
    return this == FAULT_TOLERANCE ? ROOT : ROOT + "." + name().toLowerCase(Locale.ROOT);
  }

  /** The path of the section's own switch. */
  public String enabled() {
    return path() + ".enabled";
  }

  /** Whether a setting belongs to it. */
  public boolean owns(String path) {
    return path.startsWith(path() + ".");
  }

  /**
   * What its emergency switch says. Healing that acts on predictions is suspended with prediction.
   */
  Values off() {
    TreeMap<String, Object> off = new TreeMap<>();
    off.put(enabled(), false);
    if (this == PREDICTIVE_DETECTION) {
      off.put(SELF_HEALING.path() + ".enable_predictive", false);
    }
    return new Values(off);
  }
}
