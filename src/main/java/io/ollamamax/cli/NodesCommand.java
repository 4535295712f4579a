package io.ollamamax.cli;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

/** Lists the nodes, and changes them. */
@Command(
    name = "nodes",
    description = "Lists the nodes; adds, removes and holds them.",
    mixinStandardHelpOptions = true,
    subcommands = {NodesAddCommand.class, NodesRemoveCommand.class})
final class NodesCommand implements Callable<Integer> {
  private static final String ROW = "%-20s %-9s %-10s %9s  %-28s %-30s %-16s %-24s %s%n";

  @Mixin private GatewayCall gateway = new GatewayCall();

  @Override
  public Integer call() throws Commands.Failed {
    JsonNode answer = gateway.get("/api/v1/nodes");
    gateway.print(answer, () -> table(answer));
    return 0;
  }

  private static String table(JsonNode answer) {
    StringBuilder table = new StringBuilder();
    table.append(
        ROW.formatted(
            "ID", "KIND", "STATUS", "IN FLIGHT", "URL", "AGENT", "LABELS", "MODELS", "REASON"));
    answer.path("nodes").forEach(node -> table.append(row(node)));
    for (JsonNode name : answer.path("names")) {
      if (!name.path("problem").asText().isEmpty()) {
        table.append("%s: %s%n".formatted(name.path("id").asText(), name.path("problem").asText()));
      }
    }
    return table.toString();
  }

  private static String row(JsonNode node) {
    List<String> labels = new ArrayList<>();
    node.path("labels")
        .properties()
        .forEach(label -> labels.add(label.getKey() + "=" + label.getValue().asText()));
    List<String> models = new ArrayList<>();
    node.path("models")
        .forEach(
            model ->
                models.add(
                    model.path("name").asText()
                        + (model.path("routed").asBoolean(true) ? "" : " (another copy)")));
    return ROW.formatted(
        node.path("id").asText(),
        node.path("kind").asText(),
        node.path("status").asText(),
        node.path("in_flight").asText(),
        node.path("url").asText()
            + (node.has("address") ? " at " + node.path("address").asText() : ""),
        agent(node.path("agent")),
        String.join(",", labels),
        String.join(", ", models),
        node.path("reason").asText());
  }

  /** Such as {@code gpu-host, pid 4711, 2 restarts}. */
  private static String agent(JsonNode agent) {
    if (agent.isMissingNode()) {
      return "";
    }
    long pid = agent.path("pid").asLong();
    int restarts = agent.path("restarts").asInt();
    return agent.path("name").asText()
        + (agent.path("connected").asBoolean() ? "" : " (not connected)")
        + (pid > 0 ? ", pid " + pid : "")
        + (restarts > 0 ? ", " + restarts + (restarts == 1 ? " restart" : " restarts") : "");
  }

  @Command(
      name = "cordon",
      description = "Sends nothing new to a node.",
      mixinStandardHelpOptions = true)
  int cordon(@Mixin GatewayCall to, @Parameters(paramLabel = "ID") String id)
      throws Commands.Failed {
    return hold(to, id, "cordon");
  }

  @Command(
      name = "uncordon",
      description = "Uses a cordoned node again.",
      mixinStandardHelpOptions = true)
  int uncordon(@Mixin GatewayCall to, @Parameters(paramLabel = "ID") String id)
      throws Commands.Failed {
    return hold(to, id, "uncordon");
  }

  @Command(
      name = "drain",
      description =
          "Sends nothing new to a node, so that it can be taken away when its last answer has"
              + " ended.",
      mixinStandardHelpOptions = true)
  int drain(@Mixin GatewayCall to, @Parameters(paramLabel = "ID") String id)
      throws Commands.Failed {
    return hold(to, id, "drain");
  }

  @Command(
      name = "undrain",
      description = "Uses a drained node again.",
      mixinStandardHelpOptions = true)
  int undrain(@Mixin GatewayCall to, @Parameters(paramLabel = "ID") String id)
      throws Commands.Failed {
    return hold(to, id, "undrain");
  }

  private static int hold(GatewayCall to, String id, String action) throws Commands.Failed {
    print(to, to.call("POST", path(id) + "/" + action, new byte[0]));
    return 0;
  }

  static String path(String id) {
    return "/api/v1/nodes/" + GatewayCall.segment(id);
  }

  /** One node, or one host name, as an action left it. */
  static void print(GatewayCall from, JsonNode answer) {
    from.print(answer, () -> text(answer));
  }

  private static String text(JsonNode answer) {
    String id = answer.path("id").asText();
    if (answer.path("removed").asBoolean()) {
      return id + " is removed";
    }
    if (answer.path("resolve").asBoolean()) {
      return id + ": its nodes come and go with the addresses of its host";
    }
    String reason = answer.path("reason").asText();
    return "%s is %s%s, %d in flight"
        .formatted(
            id,
            answer.path("status").asText(),
            reason.isEmpty() ? "" : " (" + reason + ")",
            answer.path("in_flight").asInt());
  }
}
