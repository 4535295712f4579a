package io.ollamamax.cli;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.ollamamax.ollama.Json;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.TimeUnit;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** The nodes and what they do, drawn anew each second; once, where the output is no terminal. */
@Command(
    name = "top",
    description =
        "Shows the nodes and what they do, each second anew; keys sort, choose and drain.",
    mixinStandardHelpOptions = true)
final class TopCommand implements Callable<Integer> {
  private static final int WIDE = 200;
  private static final long LOOK = TimeUnit.SECONDS.toNanos(1);

  private final TokenRates rates = new TokenRates();
  private TopState state = TopState.FIRST;
  private JsonNode health = Json.object();
  private JsonNode nodes = Json.object();
  private List<TopRow> rows = List.of();
  private String note = "";

  @Mixin private GatewayCall gateway = new GatewayCall();

  @Option(names = "--once", description = "Print it once, as where the output is no terminal.")
  private boolean once;

  @Override
  public Integer call() throws Commands.Failed {
    if (once || !Screen.isThere()) {
      look();
      JsonNode all = Json.object().<ObjectNode>set("health", health).setAll((ObjectNode) nodes);
      gateway.print(all, () -> text(Ink.ofOutput(), WIDE, Integer.MAX_VALUE, false));
      return 0;
    }
    try (Screen screen = Screen.open()) {
      watch(screen);
    } catch (IOException e) {
      throw new Commands.Failed("the terminal cannot be used: " + e.getMessage());
    }
    return 0;
  }

  private String text(Ink ink, int columns, int lines, boolean keys) {
    return String.join(
        System.lineSeparator(),
        new TopView(ink)
            .draw(health.path("status").asText(), rows, state, note, keys, columns, lines));
  }

  private void watch(Screen screen) throws IOException {
    Ink ink = Ink.ofOutput();
    long next = System.nanoTime();
    while (true) {
      if (System.nanoTime() - next >= 0) {
        try {
          look();
        } catch (Commands.Failed e) {
          note = String.valueOf(e.getMessage());
        }
        next = System.nanoTime() + LOOK;
      }
      screen.draw(text(ink, screen.columns(), screen.lines(), true));
      TopKey key = screen.read(Duration.ofNanos(Math.max(1, next - System.nanoTime())));
      if (key instanceof TopKey.Quit) {
        return;
      }
      if (key != null) {
        press(key);
      }
    }
  }

  private void press(TopKey key) {
    note = "";
    if (state.confirms(key)) {
      note = hold(state.chosen());
    }
    state = state.after(key, rows);
    rows = state.sorted(rows);
  }

  private void look() throws Commands.Failed {
    health = gateway.get("/api/v1/health");
    nodes = gateway.get("/api/v1/nodes");
    Map<String, Double> now = rates.take(nodes.path("nodes"), System.nanoTime());
    List<TopRow> seen = new ArrayList<>();
    for (JsonNode node : nodes.path("nodes")) {
      seen.add(TopRow.of(node, now.getOrDefault(node.path("id").asText(), Double.NaN)));
    }
    rows = state.sorted(seen);
  }

  /** Drains the node, or ends that; what came of it, in words. */
  private String hold(String id) {
    boolean held = rows.stream().anyMatch(row -> row.id().equals(id) && row.held());
    String action = held ? "undrain" : "drain";
    try {
      gateway.call("POST", NodesCommand.path(id) + "/" + action, new byte[0]);
      return id + ": " + action;
    } catch (Commands.Failed e) {
      return String.valueOf(e.getMessage());
    }
  }
}
