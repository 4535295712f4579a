package io.ollamamax.agent.wire;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.ollamamax.cluster.ModelName;
import io.ollamamax.cluster.NodeId;
import io.ollamamax.healing.Act;
import io.ollamamax.healing.ActResult;
import io.ollamamax.healing.Fence;
import io.ollamamax.ollama.Json;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

/** Orders and their results as JSON. */
public final class OrderJson {
  private static final String MODEL = "model";
  private static final String GRACE = "grace_ms";

  private OrderJson() {}

  public static ObjectNode write(Order order) {
    ObjectNode out =
        act(order.act())
            .put("id", order.id())
            .put("node", order.node().value())
            .put("patience_ms", order.patience().toMillis());
    out.putObject("fence")
        .put("cluster", order.fence().cluster())
        .put("term", order.fence().term())
        .put("index", order.fence().index());
    return out;
  }

  private static ObjectNode act(Act act) {
    return switch (act) {
      case Act.Unload unload -> {
        ObjectNode out = Json.object().put("act", "unload");
        unload.model().ifPresent(model -> out.put(MODEL, model.value()));
        yield out;
      }
      case Act.Restart restart ->
          Json.object().put("act", "restart").put(GRACE, restart.grace().toMillis());
      case Act.Start start -> Json.object().put("act", "start");
      case Act.Stop stop -> Json.object().put("act", "stop").put(GRACE, stop.grace().toMillis());
      case Act.Pull pull -> Json.object().put("act", "pull").put(MODEL, pull.model().value());
      case Act.Diagnose diagnose -> Json.object().put("act", "diagnose");
      case Act.Drain drain -> throw gatewaysOwn();
      case Act.Undrain undrain -> throw gatewaysOwn();
    };
  }

  private static IllegalArgumentException gatewaysOwn() {
    return new IllegalArgumentException("the gateway itself drains");
  }

  /**
   * The order.
   *
   * @throws IllegalArgumentException where it is none that this version knows
   */
  public static Order read(JsonNode in) {
    JsonNode fence = in.path("fence");
    return new Order(
        in.path("id").asText(),
        new NodeId(in.path("node").asText()),
        act(in),
        new Fence(
            fence.path("cluster").asText(),
            fence.path("term").asLong(),
            fence.path("index").asLong()),
        Duration.ofMillis(in.path("patience_ms").asLong()));
  }

  private static Act act(JsonNode in) {
    Duration grace = Duration.ofMillis(in.path(GRACE).asLong());
    String name = in.path("act").asText();
    return switch (name) {
      case "unload" ->
          new Act.Unload(
              in.has(MODEL)
                  ? Optional.of(ModelName.of(in.path(MODEL).asText()))
                  : Optional.empty());
      case "restart" -> new Act.Restart(grace);
      case "start" -> new Act.Start();
      case "stop" -> new Act.Stop(grace);
      case "pull" -> new Act.Pull(ModelName.of(in.path(MODEL).asText()));
      case "diagnose" -> new Act.Diagnose();
      default -> throw new IllegalArgumentException("no act is called '" + name + "'");
    };
  }

  static ObjectNode write(ActResult result) {
    ObjectNode out =
        Json.object().put("outcome", result.outcome().name()).put("text", result.text());
    ObjectNode figures = out.putObject("figures");
    result.figures().forEach(figures::put);
    return out;
  }

  static ActResult result(JsonNode in) {
    Map<String, Long> figures = new HashMap<>();
    in.path("figures")
        .properties()
        .forEach(entry -> figures.put(entry.getKey(), entry.getValue().asLong()));
    return new ActResult(
        ActResult.Outcome.valueOf(in.path("outcome").asText()), in.path("text").asText(), figures);
  }
}
