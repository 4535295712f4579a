package io.ollamamax.config;

import java.util.List;

/** {@code embedded}: nodes in child processes, for machines without Ollama. */
public record Embedded(
    @Setting(
            def = "3",
            min = "0",
            max = "64",
            doc = "How many, where no other node is configured or found.")
        int nodes,
    @Setting(
            def = "0",
            min = "0.0",
            max = "1000.0",
            doc = "Tokens per second; 0 for as fast as they come.")
        double pace,
    @Setting(def = "tiny", doc = "Names under which the model is served.") List<String> models) {
  public Embedded {
    models = List.copyOf(models);
  }
}
