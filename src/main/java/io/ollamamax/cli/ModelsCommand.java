package io.ollamamax.cli;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Lists the models with their copies. */
@Command(
    name = "models",
    description = "Lists the models: copies wanted, there and in progress, and why not more.",
    mixinStandardHelpOptions = true)
final class ModelsCommand implements Callable<Integer> {
  private static final String ROW = "%-32s %6s %6s  %-48s %-28s %s%n";

  @Mixin private GatewayCall gateway = new GatewayCall();

  @Option(
      names = "--reconcile",
      description = "Has the gateway compare what is wanted with what is there now.")
  private boolean reconcile;

  @Override
  public Integer call() throws Commands.Failed {
    if (reconcile) {
      gateway.print(
          gateway.call("POST", "/api/v1/models/reconcile", new byte[0]), () -> "the gateway looks");
      return 0;
    }
    JsonNode answer = gateway.get("/api/v1/models");
    gateway.print(answer, () -> table(answer));
    return 0;
  }

  private static String table(JsonNode answer) {
    StringBuilder table = new StringBuilder();
    if (!answer.path("enabled").asBoolean()) {
      table.append("redundancy is switched off: no copies are made or removed%n".formatted());
    } else if (answer.path("last_look").isNull()) {
      table.append("the gateway has not looked yet%n".formatted());
    }
    table.append(ROW.formatted("MODEL", "WANTED", "ACTUAL", "COPIES", "IN PROGRESS", "WHY NOT"));
    answer.path("models").forEach(model -> table.append(row(model)));
    return table.toString();
  }

  private static String row(JsonNode model) {
    List<String> copies = new ArrayList<>();
    for (JsonNode copy : model.path("copies")) {
      String state = copy.path("state").asText();
      String surplus = copy.path("surplus").asBoolean() ? " (surplus)" : "";
      copies.add(
          copy.path("node").asText() + (state.equals("live") ? surplus : " (" + state + ")"));
    }
    List<String> making = new ArrayList<>();
    for (JsonNode one : model.path("in_progress")) {
      making.add(
          "%s %.0f %%".formatted(one.path("node").asText(), 100 * one.path("progress").asDouble()));
    }
    return ROW.formatted(
        model.path("name").asText(),
        model.path("wanted").asText(),
        model.path("actual").asText(),
        String.join(", ", copies),
        String.join(", ", making),
        model.path("why_not").asText());
  }
}
