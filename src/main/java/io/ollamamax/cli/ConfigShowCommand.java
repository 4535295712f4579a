package io.ollamamax.cli;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.ollamamax.api.ConfigJson;
import io.ollamamax.ollama.Json;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/** Prints each setting's value and who says so. */
@Command(
    name = "config-show",
    description =
        "Prints the effective configuration as YAML, each value with its layer and place: of the"
            + " running gateway, or of the file and the profile that are named.",
    mixinStandardHelpOptions = true)
final class ConfigShowCommand implements Callable<Integer> {
  @Mixin private LaunchOptions launch = new LaunchOptions();
  @Mixin private GatewayCall gateway = new GatewayCall();

  @Override
  public Integer call() throws Commands.Failed {
    JsonNode config = launch.isGiven() ? local() : gateway.get("/api/v1/config");
    gateway.print(config, () -> yaml(config.path("settings")));
    return 0;
  }

  private ObjectNode local() throws Commands.Failed {
    return Json.object().set("settings", ConfigJson.settings(launch.read(List.of()).layers()));
  }

  private static String yaml(JsonNode settings) {
    StringBuilder out = new StringBuilder();
    String[] open = {};
    for (JsonNode setting : settings) {
      String[] keys = setting.path("path").asText().split("\\.", -1);
      int depth = 0;
      while (depth < keys.length - 1 && depth < open.length && keys[depth].equals(open[depth])) {
        depth++;
      }
      for (; depth < keys.length - 1; depth++) {
        out.append("  ".repeat(depth)).append(keys[depth]).append(":\n");
      }
      String line = "  ".repeat(depth) + keys[depth] + ": " + setting.path("value");
      String owner = setting.path("layer").asText() + " " + setting.path("place").asText();
      out.append("%-50s # %s%n".formatted(line, owner.strip()));
      open = Arrays.copyOf(keys, keys.length - 1);
    }
    return out.toString();
  }
}
