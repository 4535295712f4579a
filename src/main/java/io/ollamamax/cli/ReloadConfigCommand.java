package io.ollamamax.cli;

import io.ollamamax.config.ConfigLoader;
import java.io.IOException;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** Hands a file to the running gateway. */
@Command(
    name = "reload-config",
    description =
        "The running gateway checks a configuration file and takes it over whole, or not at all:"
            + " fault tolerance as the file says it, other sections where the file has them. Exit"
            + " code 0 applied, 1 refused, 2 unusable call.",
    mixinStandardHelpOptions = true)
final class ReloadConfigCommand implements Callable<Integer> {
  @Spec
  @SuppressWarnings("NullAway.Init")
  private CommandSpec spec;

  @Option(names = "--config", required = true, paramLabel = "FILE", description = "The file.")
  @SuppressWarnings("NullAway.Init")
  private Path config;

  @Option(names = "--dry-run", description = "Say what would change, and change nothing.")
  private boolean dryRun;

  @Option(names = "--reason", paramLabel = "TEXT", description = "Why, for the history.")
  private String reason = "";

  @Mixin private GatewayCall gateway = new GatewayCall();

  @Override
  public Integer call() throws Commands.Failed {
    Path file = ConfigFiles.existing(spec, config).toAbsolutePath().normalize();
    String path =
        "/api/v1/config/reload?dry_run=%s&name=%s&reason=%s"
            .formatted(dryRun, GatewayCall.segment(file.toString()), GatewayCall.segment(reason));
    try {
      return ChangeReport.print(
          gateway, gateway.answer("POST", path, ConfigLoader.bytes(file)), dryRun);
    } catch (IOException e) {
      throw new Commands.Failed("the file " + file + " cannot be read: " + e.getMessage());
    }
  }
}
