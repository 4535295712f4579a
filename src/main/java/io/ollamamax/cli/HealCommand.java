package io.ollamamax.cli;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.ollamamax.ollama.Json;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Has a node healed by a strategy. */
@Command(
    name = "heal",
    description = "Has a node healed by a strategy; all safety rules hold.",
    mixinStandardHelpOptions = true)
final class HealCommand implements Callable<Integer> {
  @Mixin private GatewayCall gateway = new GatewayCall();

  @Option(names = "--node", paramLabel = "ID", required = true, description = "The node.")
  private String node = "";

  @Option(
      names = "--strategy",
      paramLabel = "NAME",
      required = true,
      description =
          "load_redistribution, resource_reallocation, service_restart, failover or scaling.")
  private String strategy = "";

  @Option(names = "--dry-run", description = "Tells only what would be done.")
  private boolean dryRun;

  @Override
  public Integer call() throws Commands.Failed {
    ObjectNode body =
        Json.object().put("node", node).put("strategy", strategy).put("dry_run", dryRun);
    JsonNode answer = gateway.call("POST", "/api/v1/healing", Json.bytes(body));
    gateway.print(answer, () -> text(answer));
    return 0;
  }

  private static String text(JsonNode answer) {
    StringBuilder text = new StringBuilder(answer.path("text").asText());
    int number = 0;
    for (JsonNode step : answer.path("steps")) {
      text.append("%n  %d. %s".formatted(++number, step.asText()));
    }
    return text.toString();
  }
}
