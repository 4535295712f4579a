package io.ollamamax.cli;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Shows the nodes in quarantine, or lets one out. */
@Command(
    name = "quarantine",
    description = "Shows the nodes that self-healing keeps out, or lets one out of quarantine.",
    mixinStandardHelpOptions = true)
final class QuarantineCommand implements Callable<Integer> {
  @Mixin private GatewayCall gateway = new GatewayCall();

  @Option(names = "--clear", paramLabel = "ID", description = "Lets this node out.")
  private @Nullable String clear;

  @Override
  public Integer call() throws Commands.Failed {
    if (clear != null) {
      String path = "/api/v1/healing/quarantine/" + GatewayCall.segment(clear);
      JsonNode answer = gateway.call("DELETE", path, new byte[0]);
      gateway.print(answer, () -> "node " + clear + " is out of quarantine");
      return 0;
    }
    JsonNode view = gateway.get("/api/v1/healing");
    gateway.print(view.path("quarantines"), () -> text(view));
    return 0;
  }

  private static String text(JsonNode view) {
    StringBuilder text = new StringBuilder();
    for (JsonNode one : view.path("quarantines")) {
      text.append(text.isEmpty() ? "" : "\n")
          .append(one.path("node").asText())
          .append("  since ")
          .append(one.path("since").asText())
          .append("  ")
          .append(one.path("reason").asText());
    }
    return text.isEmpty() ? "no node is in quarantine" : text.toString();
  }
}
