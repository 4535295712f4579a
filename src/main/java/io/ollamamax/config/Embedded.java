package io.ollamamax.config;

import java.util.List;

/** The section {@code embedded}: nodes that the gateway runs itself. */
public record Embedded(
    @Setting(
            text = "Nodes to run as child processes of the gateway",
            byDefault = "3",
            min = "0",
            max = "64")
        int nodes,
    @Setting(
            text = "Tokens per second that a node is slowed to; 0 is full speed",
            byDefault = "0",
            min = "0",
            max = "1000")
        double pace,
    @Setting(text = "Models that the nodes serve", byDefault = "[tiny]") List<String> models) {
  public Embedded {
    models = List.copyOf(models);
  }
}
