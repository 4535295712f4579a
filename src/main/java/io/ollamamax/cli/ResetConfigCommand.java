package io.ollamamax.cli;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.ollamamax.api.ConfigJson;
import io.ollamamax.config.ConfigException;
import io.ollamamax.config.ConfigResult;
import io.ollamamax.config.FileReset;
import io.ollamamax.config.Problem;
import io.ollamamax.config.store.Component;
import io.ollamamax.ollama.Json;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.concurrent.Callable;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** Brings a component's defaults back, on the running gateway or in a file. */
@Command(
    name = "reset-config",
    description =
        "Brings a component's defaults back: on the running gateway, where its profile goes on to"
            + " speak and emergency switches stay as they are, or in a file. Exit code 0 done, 1"
            + " refused, 2 unusable call.",
    mixinStandardHelpOptions = true)
final class ResetConfigCommand implements Callable<Integer> {
  @Spec
  @SuppressWarnings("NullAway.Init")
  private CommandSpec spec;

  @Option(
      names = "--component",
      required = true,
      paramLabel = "NAME",
      description =
          "fault-tolerance, or one of its sections: predictive-detection, self-healing, redundancy,"
              + " performance-tracking, config-adaptation.")
  @SuppressWarnings("NullAway.Init")
  private String component;

  @Option(
      names = "--config",
      paramLabel = "FILE",
      description =
          "In this file, and not on the gateway: each value becomes its default, comments stay, a"
              + " copy is kept beside it.")
  private @Nullable Path config;

  @Option(names = "--reason", paramLabel = "TEXT", description = "Why, for the history.")
  private String reason = "";

  @Mixin private GatewayCall gateway = new GatewayCall();

  @Override
  public Integer call() throws Commands.Failed {
    Component wanted =
        Component.find(component)
            .orElseThrow(
                () ->
                    new ParameterException(
                        spec.commandLine(),
                        "no component " + component + "; known are " + Component.names()));
    return config == null ? onGateway(wanted) : inFile(wanted, ConfigFiles.existing(spec, config));
  }

  private int onGateway(Component wanted) throws Commands.Failed {
    String path =
        "/api/v1/config/fault-tolerance"
            + (wanted == Component.FAULT_TOLERANCE ? "" : "/" + wanted.wire())
            + "/reset";
    byte[] body = Json.bytes(Json.object().put("reason", reason));
    return ChangeReport.print(gateway, gateway.answer("POST", path, body), false);
  }

  private int inFile(Component wanted, Path file) throws Commands.Failed {
    try {
      FileReset.Done done = FileReset.reset(file, wanted.path());
      if (done.result() instanceof ConfigResult.Invalid) {
        return report(done.result(), "nothing was written: what is left is invalid", 1);
      }
      Path backup = backup(file);
      replace(file, done.text());
      return report(
          done.result(), "reset " + wanted.wire() + " in " + file + "; before: " + backup, 0);
    } catch (ConfigException e) {
      throw new Commands.Failed(
          e.problems().stream().map(Problem::render).collect(Collectors.joining("\n")));
    } catch (IOException e) {
      throw new Commands.Failed("the file " + file + " cannot be reset: " + e);
    }
  }

  private int report(ConfigResult result, String text, int code) {
    ObjectNode json = ConfigJson.result(result).put("done", code == 0).put("text", text);
    gateway.print(json, () -> ConfigFiles.rendered(result) + text);
    return code;
  }

  private static Path backup(Path file) throws IOException {
    Path backup = file.resolveSibling(file.getFileName() + ".bak");
    for (int number = 1; Files.exists(backup); number++) {
      backup = file.resolveSibling(file.getFileName() + ".bak." + number);
    }
    return Files.copy(file, backup, StandardCopyOption.COPY_ATTRIBUTES);
  }

  private static void replace(Path file, String text) throws IOException {
    Path target = file.toRealPath();
    Path fresh = target.resolveSibling(target.getFileName() + ".new");
    Files.copy(
        target, fresh, StandardCopyOption.COPY_ATTRIBUTES, StandardCopyOption.REPLACE_EXISTING);
    Files.writeString(fresh, text);
    Files.move(fresh, target, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
  }
}
