package io.ollamamax.cli;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/** Lists the versions of the running gateway's configuration. */
@Command(
    name = "config-history",
    description = "Lists the last 100 versions of the running gateway's configuration.",
    mixinStandardHelpOptions = true)
final class ConfigHistoryCommand implements Callable<Integer> {
  @Mixin private GatewayCall gateway = new GatewayCall();

  @Override
  public Integer call() throws Commands.Failed {
    JsonNode history = gateway.get("/api/v1/config/history");
    gateway.print(history, () -> text(history));
    return 0;
  }

  private static String text(JsonNode history) {
    StringBuilder text = new StringBuilder();
    for (JsonNode version : history.path("versions")) {
      String reason = version.path("reason").asText();
      text.append(
          "%6s  %s  %-12s %s%s%n"
              .formatted(
                  version.path("version").asText(),
                  version.path("at").asText(),
                  version.path("who").asText(),
                  version.path("action").asText(),
                  reason.isEmpty() ? "" : " (" + reason + ")"));
      version
          .path("changes")
          .forEach(
              change ->
                  text.append(
                      "        %s: %s -> %s%n"
                          .formatted(
                              change.path("path").asText(),
                              ChangeReport.value(change.path("from")),
                              ChangeReport.value(change.path("to")))));
    }
    return text.toString();
  }
}
