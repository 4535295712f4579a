package io.ollamamax.cli;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.ollamamax.api.ConfigJson;
import io.ollamamax.config.Change;
import io.ollamamax.config.Changes;
import io.ollamamax.config.Config;
import io.ollamamax.config.ConfigResult;
import io.ollamamax.config.Effect;
import io.ollamamax.config.Values;
import io.ollamamax.config.store.Layer;
import io.ollamamax.config.store.Layers;
import io.ollamamax.config.store.Said;
import io.ollamamax.ollama.Json;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** Compares two files without a gateway. */
@Command(
    name = "check-config",
    description =
        "Says of every difference between two configuration files what a reload of the new one"
            + " means for a running gateway: sections beside inference that it does not have stay"
            + " as they are. Exit code 0 compatible, 1 not, 2 unusable call.",
    mixinStandardHelpOptions = true)
final class CheckConfigCommand implements Callable<Integer> {
  @Spec
  @SuppressWarnings("NullAway.Init")
  private CommandSpec spec;

  @Option(
      names = "--current",
      required = true,
      paramLabel = "FILE",
      description = "What the gateway runs with.")
  @SuppressWarnings("NullAway.Init")
  private Path current;

  @Option(
      names = "--new",
      required = true,
      paramLabel = "FILE",
      description = "What it is to run with.")
  @SuppressWarnings("NullAway.Init")
  private Path next;

  @Mixin private Output output = new Output();

  @Override
  public Integer call() {
    ConfigResult before = ConfigFiles.read(spec, current, Values.NONE);
    ConfigResult after = ConfigFiles.read(spec, next, Values.NONE);
    if (before instanceof ConfigResult.Valid from && after instanceof ConfigResult.Valid to) {
      Layers running = Layers.DEFAULTS.with(Layer.FILE, Said.by(from));
      Config wanted = running.reloaded(Said.by(to)).config();
      return compare(Changes.between(from.config(), wanted), after);
    }
    ObjectNode json = Json.object().put("compatible", false);
    json.set("current", ConfigJson.result(before));
    json.set("new", ConfigJson.result(after));
    output.print(json, () -> refused(before, current) + refused(after, next) + "not compatible");
    return 1;
  }

  private int compare(List<Change> changes, ConfigResult after) {
    boolean compatible = changes.stream().noneMatch(c -> c.effect() == Effect.INCOMPATIBLE);
    ObjectNode json = Json.object().put("compatible", compatible);
    json.set("changes", ConfigJson.changes(changes));
    json.set("new", ConfigJson.result(after));
    output.print(json, () -> text(compatible, changes, after));
    return compatible ? 0 : 1;
  }

  private static String text(boolean compatible, List<Change> changes, ConfigResult after) {
    StringBuilder text = new StringBuilder(ConfigFiles.rendered(after));
    changes.forEach(change -> text.append(change.summary()).append('\n'));
    text.append(compatible ? "compatible: " : "not compatible: ");
    text.append(ConfigFiles.count(changes.size(), "difference"));
    long restarts = changes.stream().filter(c -> c.effect() == Effect.RESTART).count();
    if (restarts > 0) {
      text.append(", ").append(restarts).append(" of them after a restart");
    }
    return text.toString();
  }

  private static String refused(ConfigResult result, Path file) {
    return result instanceof ConfigResult.Invalid
        ? ConfigFiles.rendered(result) + file + ": " + ConfigFiles.REFUSED + "\n"
        : "";
  }
}
