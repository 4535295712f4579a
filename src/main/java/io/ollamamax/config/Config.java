package io.ollamamax.config;

import java.util.List;

/**
 * Everything that the configuration file says, merged over the defaults.
 *
 * @param faultTolerance {@code inference.fault_tolerance}
 * @param gateway {@code gateway}
 * @param nodes {@code nodes}, in the order of the file
 * @param models {@code models}, in the order of the file
 * @param embedded {@code embedded}
 * @param logging {@code logging}
 * @param cluster {@code cluster}
 * @param healing {@code healing}
 * @param scaling {@code scaling}
 * @param transfers {@code transfers}
 * @param agent {@code agent}
 */
public record Config(
    FaultTolerance faultTolerance,
    Gateway gateway,
    List<NodeSettings> nodes,
    List<ModelSettings> models,
    Embedded embedded,
    Logging logging,
    ClusterSettings cluster,
    HealingCaps healing,
    Scaling scaling,
    Transfers transfers,
    AgentSettings agent) {
  private static final Config DEFAULTS = ConfigFile.SCHEMA.defaults().toConfig();

  public Config {
    nodes = List.copyOf(nodes);
    models = List.copyOf(models);
  }

  /** What an empty file says. */
  public static Config defaults() {
    return DEFAULTS;
  }

  /** The same with other nodes. */
  public Config withNodes(List<NodeSettings> others) {
    return new Config(
        faultTolerance,
        gateway,
        others,
        models,
        embedded,
        logging,
        cluster,
        healing,
        scaling,
        transfers,
        agent);
  }

  /** The same with other embedded nodes. */
  public Config withEmbedded(Embedded other) {
    return new Config(
        faultTolerance,
        gateway,
        nodes,
        models,
        other,
        logging,
        cluster,
        healing,
        scaling,
        transfers,
        agent);
  }
}
