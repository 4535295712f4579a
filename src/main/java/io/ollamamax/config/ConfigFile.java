package io.ollamamax.config;

import java.util.List;

/** The file as it is laid out. */
record ConfigFile(
    @Setting(text = "Inference over the nodes") Inference inference,
    @Setting(text = "The endpoint that clients talk to") Gateway gateway,
    @Setting(text = "Ollama servers, each with these keys") List<NodeSettings> nodes,
    @Setting(text = "Models that something is laid down for, each with these keys")
        List<ModelSettings> models,
    @Setting(text = "Nodes that the gateway runs itself") Embedded embedded,
    @Setting(text = "Log lines") Logging logging) {
  static final Schema<ConfigFile> SCHEMA = Schema.of(ConfigFile.class);

  /** The section {@code inference}. */
  record Inference(@Setting(text = "Reliability of the cluster") FaultTolerance faultTolerance) {}

  Config toConfig() {
    return new Config(inference.faultTolerance(), gateway, nodes, models, embedded, logging);
  }
}
