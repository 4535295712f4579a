package io.ollamamax.config;

import java.util.List;

/** The whole configuration. */
public record Config(
    FaultTolerance faultTolerance,
    Gateway gateway,
    List<NodeConfig> nodes,
    Embedded embedded,
    Logging logging) {
  public Config {
    nodes = List.copyOf(nodes);
  }

  /** What holds where nothing is configured. */
  public static Config defaults() {
    return switch (ConfigLoader.parse("defaults", "")) {
      case Loaded.Valid valid -> valid.config();
      case Loaded.Invalid invalid ->
          throw new IllegalStateException("the defaults are invalid: " + invalid.problems());
    };
  }
}
