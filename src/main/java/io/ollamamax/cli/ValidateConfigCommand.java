package io.ollamamax.cli;

import io.ollamamax.api.ConfigJson;
import io.ollamamax.config.ConfigResult;
import io.ollamamax.config.Values;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** Checks a file without a gateway. */
@Command(
    name = "validate-config",
    description =
        "Checks a configuration file, or a part of one that starts at a section. Exit code 0"
            + " valid, 1 invalid, 2 unusable call.",
    mixinStandardHelpOptions = true)
final class ValidateConfigCommand implements Callable<Integer> {
  @Spec
  @SuppressWarnings("NullAway.Init")
  private CommandSpec spec;

  @Option(names = "--config", required = true, paramLabel = "FILE", description = "The file.")
  @SuppressWarnings("NullAway.Init")
  private Path config;

  @Mixin private Output output = new Output();

  @Override
  public Integer call() {
    ConfigResult result = ConfigFiles.read(spec, config, Values.NONE);
    boolean valid = result instanceof ConfigResult.Valid;
    String verdict = valid ? "valid" : ConfigFiles.REFUSED;
    output.print(
        ConfigJson.result(result).put("file", config.toString()),
        () ->
            ConfigFiles.rendered(result)
                + "%s: %s: %s".formatted(config, verdict, ConfigFiles.counts(result)));
    return valid ? 0 : 1;
  }
}
