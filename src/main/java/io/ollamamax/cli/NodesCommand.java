package io.ollamamax.cli;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/** Lists the nodes. */
@Command(name = "nodes", description = "Lists the nodes.", mixinStandardHelpOptions = true)
final class NodesCommand implements Callable<Integer> {
  private static final String ROW = "%-20s %-10s %-11s %9s  %-28s %s%n";

  @Mixin private GatewayCall gateway = new GatewayCall();

  @Override
  public Integer call() throws Commands.Failed {
    JsonNode answer = gateway.get("/api/v1/nodes");
    if (gateway.json()) {
      System.out.println(answer.toPrettyString());
      return 0;
    }
    System.out.printf(ROW, "ID", "KIND", "STATUS", "IN FLIGHT", "URL", "MODELS");
    for (JsonNode node : answer.path("nodes")) {
      List<String> models = new ArrayList<>();
      node.path("models").forEach(model -> models.add(model.path("name").asText()));
      System.out.printf(
          ROW,
          node.path("id").asText(),
          node.path("kind").asText(),
          node.path("status").asText(),
          node.path("in_flight").asText(),
          node.path("url").asText(),
          String.join(", ", models));
    }
    return 0;
  }
}
