package io.ollamamax.config;

import java.util.List;

/** The file as it is laid out. */
record ConfigFile(
    @Setting(text = "Inference over the nodes") Inference inference,
    @Setting(text = "The endpoint that clients talk to", effect = Effect.TRAFFIC) Gateway gateway,
    @Setting(text = "Ollama servers, each with these keys", effect = Effect.TRAFFIC)
        List<NodeSettings> nodes,
    @Setting(
            text = "Models that something is laid down for, each with these keys",
            effect = Effect.TRAFFIC)
        List<ModelSettings> models,
    @Setting(text = "Nodes that the gateway runs itself", effect = Effect.RESTART)
        Embedded embedded,
    @Setting(text = "Log lines") Logging logging,
    @Setting(text = "What a gateway keeps over its restarts") ClusterSettings cluster,
    @Setting(text = "What self-healing may do at most") HealingCaps healing,
    @Setting(text = "Capacity that self-healing may add and take away") Scaling scaling,
    @Setting(text = "What copies of models may use") Transfers transfers,
    @Setting(
            text = "The agent of an inference host; read by the command agent alone",
            effect = Effect.RESTART)
        AgentSettings agent) {
  static final Schema<ConfigFile> SCHEMA = Schema.of(ConfigFile.class);

  /** The section {@code inference}. */
  record Inference(@Setting(text = "Reliability of the cluster") FaultTolerance faultTolerance) {}

  static ConfigFile of(Config config) {
    return new ConfigFile(
        new Inference(config.faultTolerance()),
        config.gateway(),
        config.nodes(),
        config.models(),
        config.embedded(),
        config.logging(),
        config.cluster(),
        config.healing(),
        config.scaling(),
        config.transfers(),
        config.agent());
  }

  Config toConfig() {
    return new Config(
        inference.faultTolerance(),
        gateway,
        nodes,
        models,
        embedded,
        logging,
        cluster,
        healing,
        scaling,
        transfers,
        agent);
  }
}
