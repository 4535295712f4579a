package io.ollamamax.config;

import java.time.Duration;
import java.util.List;
import java.util.Optional;

/** An entry of {@code models}: what an operator lays down for one model. */
public record ModelSettings(
    @Setting(text = "Name of the model, with its tag or for the tag latest", required = true)
        String name,
    @Setting(text = "Other names by which clients may ask for it", byDefault = "[]")
        List<String> aliases,
    @Setting(
            text =
                "Models that serve where no node can serve this one, in order; named in the header"
                    + " X-Served-Model",
            byDefault = "[]")
        List<String> fallbacks,
    @Setting(
            text =
                "Context in tokens that every request is sent with, so that none makes a node"
                    + " reload; 0 leaves it to the request",
            byDefault = "0",
            min = "0",
            max = "16777216")
        int numCtx,
    @Setting(
            text = "How long nodes keep it loaded, whatever the request says",
            min = "0s",
            max = "8760h")
        Optional<Duration> keepAlive,
    @Setting(
            text =
                "Nodes that it is kept on, pulled where none has it; by default"
                    + " redundancy.default_factor of those that some node has; 0 leaves it alone",
            min = "0",
            max = "20")
        Optional<Integer> factor) {
  public ModelSettings {
    aliases = List.copyOf(aliases);
    fallbacks = List.copyOf(fallbacks);
  }
}
