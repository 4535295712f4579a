package io.ollamamax.config;

import java.util.List;

/**
 * Everything that the configuration file says, merged over the defaults.
 *
 * @param faultTolerance {@code inference.fault_tolerance}
 * @param gateway {@code gateway}
 * @param nodes {@code nodes}, in the order of the file
 * @param embedded {@code embedded}
 * @param logging {@code logging}
 */
public record Config(
    FaultTolerance faultTolerance,
    Gateway gateway,
    List<NodeSettings> nodes,
    Embedded embedded,
    Logging logging) {
  private static final Config DEFAULTS = ConfigFile.SCHEMA.defaults().toConfig();

  public Config {
    nodes = List.copyOf(nodes);
  }

  /** What an empty file says. */
  public static Config defaults() {
    return DEFAULTS;
  }
}
