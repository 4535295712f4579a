package io.ollamamax.config;

import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/** The section {@code agent}: what an inference host's own file says. */
public record AgentSettings(
    @Setting(text = "Name of the agent, by default the host's") Optional<String> name,
    @Setting(text = "Gateways to dial out to", byDefault = "[]") List<URI> gateways,
    @Setting(
            text =
                "File with the join tokens of gateways that demand one, a line for each; not needed"
                    + " once the agent has joined")
        Optional<Path> tokenFile,
    @Setting(
            text =
                "Folder of what the agent keeps over its restarts; by default under"
                    + " XDG_STATE_HOME or ~/.local/state")
        Optional<Path> dataDir,
    @Setting(
            text =
                "Folder of the models, whose disk is measured; by default OLLAMA_MODELS or"
                    + " ~/.ollama/models")
        Optional<Path> modelsDir,
    @Setting(
            text = "Period in which the host is measured",
            byDefault = "1s",
            min = "100ms",
            max = "1m")
        Duration sampleInterval,
    @Setting(
            text = "Restarts of a service in an hour that gateways may order",
            byDefault = "6",
            min = "0",
            max = "1000")
        int restartsPerHour,
    @Setting(text = "Inference services to keep running; by default one 'ollama serve'")
        List<ServiceSettings> services) {
  public AgentSettings {
    gateways = List.copyOf(gateways);
    services = List.copyOf(services);
  }

  /** The same with other gateways. */
  public AgentSettings withGateways(List<URI> others) {
    return new AgentSettings(
        name, others, tokenFile, dataDir, modelsDir, sampleInterval, restartsPerHour, services);
  }

  /** The same with another token file. */
  public AgentSettings withTokenFile(Path other) {
    return new AgentSettings(
        name,
        gateways,
        Optional.of(other),
        dataDir,
        modelsDir,
        sampleInterval,
        restartsPerHour,
        services);
  }
}
