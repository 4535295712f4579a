package io.ollamamax.config;

import java.net.URI;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** An entry of {@code agent.services}. Its text shows no variable's value. */
public record ServiceSettings(
    @Setting(text = "Name of the node; by default the agent's, with a number from the second on")
        Optional<String> id,
    @Setting(text = "Who runs it", byDefault = "child") Kind kind,
    @Setting(
            text = "Of a child: its command; {host} and {port} stand for where it shall listen",
            byDefault = "[ollama, serve]")
        List<String> command,
    @Setting(
            text = "Of a child: variables beside the agent's own and OLLAMA_HOST; secret",
            secret = true)
        Map<String, String> environment,
    @Setting(text = "Of kind systemd: the unit") Optional<String> unit,
    @Setting(text = "Of kind commands: the command that starts it", byDefault = "[]")
        List<String> start,
    @Setting(text = "Of kind commands: the command that ends it", byDefault = "[]")
        List<String> stop,
    @Setting(
            text =
                "Of kind commands: exits with 0 while it runs, and may print its pid; without it a"
                    + " connection is the sign",
            byDefault = "[]")
        List<String> status,
    @Setting(
            text = "Where it listens; of a child port 0 takes a free one at each start",
            byDefault = "127.0.0.1:11434")
        HostPort listen,
    @Setting(text = "Address at which gateways reach it, by default that where it listens")
        Optional<URI> url,
    @Setting(text = "Started only when a gateway asks for it", byDefault = "false") boolean spare,
    @Setting(text = "Labels such as failure domains") Map<String, String> labels) {

  /** Ways to run a service. */
  public enum Kind {
    /** The agent starts its process itself. */
    CHILD,
    /** A unit of systemd. */
    SYSTEMD,
    /** The operator's own commands. */
    COMMANDS
  }

  public ServiceSettings {
    command = List.copyOf(command);
    environment = Map.copyOf(environment);
    start = List.copyOf(start);
    stop = List.copyOf(stop);
    status = List.copyOf(status);
    labels = Map.copyOf(labels);
  }

  /** Ollama as a child at its usual address. */
  public static final ServiceSettings OLLAMA =
      new ServiceSettings(
          Optional.empty(),
          Kind.CHILD,
          List.of("ollama", "serve"),
          Map.of(),
          Optional.empty(),
          List.of(),
          List.of(),
          List.of(),
          new HostPort("127.0.0.1", 11434),
          Optional.empty(),
          false,
          Map.of());

  @Override
  public String toString() {
    return "ServiceSettings[id=%s, kind=%s, listen=%s, spare=%s]"
        .formatted(id.orElse(""), kind, listen, spare);
  }
}
