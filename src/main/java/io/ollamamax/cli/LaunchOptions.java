package io.ollamamax.cli;

import io.ollamamax.config.ConfigException;
import io.ollamamax.config.Problem;
import io.ollamamax.config.store.Launch;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;
import picocli.CommandLine.Spec.Target;

/** The options that say what a gateway is configured with. */
final class LaunchOptions {
  @Spec(Target.MIXEE)
  @SuppressWarnings("NullAway.Init")
  private CommandSpec command;

  @Option(names = "--config", paramLabel = "FILE", description = "The YAML configuration.")
  private @Nullable Path config;

  @Option(
      names = "--profile",
      paramLabel = "NAME",
      split = ",",
      description =
          "A configuration that ships with the product, under the file; several are laid over one"
              + " another: development, staging, production, high-availability, small, medium,"
              + " large, sensitivity-high, -balanced, -conservative, healing-aggressive, -balanced,"
              + " -conservative.")
  private List<String> profiles = new ArrayList<>();

  @Option(
      names = "--set",
      paramLabel = "PATH=VALUE",
      description = "One setting, over the file; it is locked until the next start.")
  private List<String> settings = new ArrayList<>();

  Optional<Path> file() {
    return Optional.ofNullable(config);
  }

  boolean isGiven() {
    return config != null || !profiles.isEmpty() || !settings.isEmpty();
  }

  /** Reads all of it and prints the warnings. */
  Launch read(List<String> moreSettings) throws Commands.Failed {
    if (config != null) {
      ConfigFiles.existing(command, config);
    }
    List<String> flags = new ArrayList<>(settings);
    flags.addAll(moreSettings);
    try {
      Launch launch = Launch.read(profiles, Optional.ofNullable(config), System.getenv(), flags);
      launch.warnings().forEach(w -> command.commandLine().getErr().println(w.render()));
      return launch;
    } catch (ConfigException e) {
      throw new Commands.Failed(
          ConfigFiles.REFUSED
              + "\n"
              + String.join("\n", e.problems().stream().map(Problem::render).toList()));
    }
  }
}
