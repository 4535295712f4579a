package io.ollamamax.cli;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Prints what happened, and what happens. */
@Command(
    name = "events",
    description = "Prints what happened: faults, decisions, remedies, continuations.",
    mixinStandardHelpOptions = true)
final class EventsCommand implements Callable<Integer> {
  private static final String PATH = "/api/v1/events";

  @Mixin private GatewayCall gateway = new GatewayCall();

  @Option(names = "--follow", description = "Go on with what happens, until Ctrl-C.")
  private boolean follow;

  @Option(names = "--node", paramLabel = "ID", description = "Of this node alone.")
  private String node = "";

  @Option(
      names = "--kind",
      paramLabel = "KIND",
      split = ",",
      description =
          "Of these kinds alone: node, fault, attempt, continuation, breaker, load, prediction,"
              + " decision, remedy, config.")
  private List<String> kinds = new ArrayList<>();

  @Option(
      names = "--since",
      paramLabel = "WHEN",
      description = "After an event's number, or from a time such as 2026-01-31T12:00:00Z.")
  private String since = "";

  @Option(
      names = "--limit",
      paramLabel = "N",
      defaultValue = "50",
      description = "At most the newest N of those that were (default: ${DEFAULT-VALUE}).")
  private int limit;

  @Override
  public Integer call() throws Commands.Failed {
    EventLine line = new EventLine(Ink.ofOutput(), ZoneId.systemDefault());
    JsonNode answer = gateway.get(PATH + query() + "&since=" + segment(since) + "&limit=" + limit);
    JsonNode events = answer.path("events");
    if (!follow) {
      gateway.print(events, () -> text((ArrayNode) events, line));
      return 0;
    }
    events.forEach(event -> gateway.printLine(event, () -> line.of(event)));
    gateway.follow(
        PATH + query(),
        answer.path("newest").asLong(),
        event -> gateway.printLine(event, () -> line.of(event)));
    return 0;
  }

  private static String text(ArrayNode events, EventLine line) {
    List<String> lines = new ArrayList<>();
    events.forEach(event -> lines.add(line.of(event)));
    return lines.isEmpty() ? "nothing happened" : String.join(System.lineSeparator(), lines);
  }

  private String query() {
    return "?node=" + segment(node) + "&kind=" + segment(String.join(",", kinds));
  }

  private static String segment(String value) {
    return GatewayCall.segment(value);
  }
}
