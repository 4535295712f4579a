package io.ollamamax.api;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.ollamamax.cluster.NodeId;
import io.ollamamax.healing.HealAnswer;
import io.ollamamax.healing.Healer;
import io.ollamamax.healing.Strategy;
import io.ollamamax.http.Request;
import io.ollamamax.http.Response;
import io.ollamamax.http.Route;
import io.ollamamax.loop.Sequencer;
import io.ollamamax.ollama.Json;
import java.io.IOException;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.function.Supplier;

/** {@code /api/v1/healing}: what healing knows and does, and what people order. */
public final class HealingApi {
  private final Healer healer;
  private final Sequencer control;
  private final Supplier<CompletionStage<?>> keep;

  /**
   * @param control runs what people order
   * @param keep makes durable what healing knows now
   */
  public HealingApi(Healer healer, Sequencer control, Supplier<CompletionStage<?>> keep) {
    this.healer = healer;
    this.control = control;
    this.keep = keep;
  }

  public List<Route> routes() {
    return List.of(
        Route.get(
            "/api/v1/healing",
            request -> Response.json(200, Json.bytes(HealingJson.view(healer.view())))),
        Route.post("/api/v1/healing", this::heal),
        Route.delete("/api/v1/healing/quarantine/{node}", this::clear),
        Route.delete("/api/v1/healing/learning", this::forget));
  }

  private Response heal(Request request) {
    JsonNode asked;
    NodeId node;
    try {
      asked = request.body().length == 0 ? Json.object() : Json.read(request.body());
      node = new NodeId(asked.path("node").asText());
    } catch (IOException e) {
      return Response.json(400, Json.error("the body is no JSON"));
    } catch (IllegalArgumentException e) {
      return Response.json(400, Json.error("'node' must name a node"));
    }
    String name = asked.path("strategy").asText();
    Strategy strategy = Strategy.find(name).orElse(null);
    if (strategy == null) {
      return Response.json(
          400,
          Json.error(
              "strategy is one of %s; got '%s'"
                  .formatted(
                      String.join(
                          ", ", Arrays.stream(Strategy.values()).map(Strategy::wire).toList()),
                      name)));
    }
    boolean dryRun = asked.path("dry_run").asBoolean();
    HealAnswer answer = control.ask(() -> healer.heal(node, strategy, dryRun));
    ObjectNode out = Json.object().put("accepted", answer.accepted()).put("text", answer.text());
    answer.operation().ifPresent(id -> out.put("operation", id));
    ArrayNode steps = out.putArray("steps");
    answer.steps().forEach(steps::add);
    if (!answer.accepted()) {
      out.put("error", answer.text());
    }
    return Response.json(answer.accepted() ? 200 : 409, Json.bytes(out));
  }

  private Response clear(Request request) {
    String name = request.variable("node");
    boolean was = control.ask(() -> healer.clearQuarantine(new NodeId(name)));
    return was
        ? done(Json.object().put("cleared", name))
        : Response.json(404, Json.error("node '" + name + "' is not in quarantine"));
  }

  private Response forget(Request request) {
    return done(
        control.ask(
            () -> {
              healer.resetLearning();
              return Json.object().put("reset", true);
            }));
  }

  /** Answers when it is durable; where it cannot be made so now, with a warning. */
  private Response done(ObjectNode answer) {
    try {
      keep.get().toCompletableFuture().join();
    } catch (CompletionException e) {
      answer.put(
          "warning",
          "it would be lost by a restart now: "
              + Optional.ofNullable(e.getCause()).orElse(e).getMessage());
    }
    return Response.json(200, Json.bytes(answer));
  }
}
