package io.ollamamax.api;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.ollamamax.cluster.ClusterView;
import io.ollamamax.cluster.ModelName;
import io.ollamamax.cluster.NodeId;
import io.ollamamax.config.GoDuration;
import io.ollamamax.healing.Act;
import io.ollamamax.healing.ActResult;
import io.ollamamax.healing.Fence;
import io.ollamamax.healing.NodeControl;
import io.ollamamax.http.Request;
import io.ollamamax.http.Response;
import io.ollamamax.http.Route;
import io.ollamamax.ollama.Json;
import io.ollamamax.telemetry.SampleJson;
import io.ollamamax.telemetry.Supervisions;
import io.ollamamax.telemetry.TelemetryStore;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.Supplier;

/** {@code /api/v1/nodes/ID/acts} and {@code /telemetry}: what agents do and measure. */
public final class ActsApi {
  private static final Duration GRACE = Duration.ofSeconds(10);
  private static final Duration DRAIN = Duration.ofSeconds(30);

  private final Supplier<ClusterView> cluster;
  private final NodeControl acts;
  private final Function<String, Fence> fences;
  private final TelemetryStore telemetry;
  private final Supervisions supervisions;

  /**
   * @param fences makes a new decision of what is to be done; blocks until it is durable
   */
  public ActsApi(
      Supplier<ClusterView> cluster,
      NodeControl acts,
      Function<String, Fence> fences,
      TelemetryStore telemetry,
      Supervisions supervisions) {
    this.cluster = cluster;
    this.acts = acts;
    this.fences = fences;
    this.telemetry = telemetry;
    this.supervisions = supervisions;
  }

  public List<Route> routes() {
    return List.of(
        Route.post("/api/v1/nodes/{id}/acts", this::act),
        Route.get("/api/v1/nodes/{id}/telemetry", this::telemetry));
  }

  private Response act(Request request) {
    Optional<NodeId> node = node(request);
    if (node.isEmpty()) {
      return unknown(request);
    }
    Act act;
    try {
      act = read(request.body().length == 0 ? Json.object() : Json.read(request.body()));
    } catch (IOException e) {
      return Response.json(400, Json.error("the body is no JSON"));
    } catch (IllegalArgumentException e) {
      return Response.json(400, Json.error(String.valueOf(e.getMessage())));
    }
    Fence fence = fences.apply(node.get() + " " + act);
    ActResult result = acts.act(node.get(), act, fence).toCompletableFuture().join();
    ObjectNode answer =
        Json.object()
            .put("outcome", result.outcome().name().toLowerCase(Locale.ROOT))
            .put("text", result.text());
    ObjectNode figures = answer.putObject("figures");
    result.figures().forEach(figures::put);
    int status =
        switch (result.outcome()) {
          case DONE -> 200;
          case REFUSED -> 409;
          case FAILED -> 502;
          case UNKNOWN -> 504;
        };
    if (status != 200) {
      answer.put("error", result.text());
    }
    return Response.json(status, Json.bytes(answer));
  }

  private static Act read(JsonNode in) {
    Optional<ModelName> model =
        in.hasNonNull("model")
            ? Optional.of(ModelName.of(in.path("model").asText()))
            : Optional.empty();
    String name = in.path("act").asText();
    return switch (name) {
      case "drain" -> new Act.Drain(duration(in, "patience", DRAIN));
      case "undrain" -> new Act.Undrain();
      case "unload" -> new Act.Unload(model);
      case "restart" -> new Act.Restart(duration(in, "grace", GRACE));
      case "start" -> new Act.Start();
      case "stop" -> new Act.Stop(duration(in, "grace", GRACE));
      case "pull" ->
          new Act.Pull(model.orElseThrow(() -> new IllegalArgumentException("pull needs a model")));
      case "diagnose" -> new Act.Diagnose();
      default ->
          throw new IllegalArgumentException(
              "act is one of drain, undrain, unload, restart, start, stop, pull, diagnose; got '"
                  + name
                  + "'");
    };
  }

  private static Duration duration(JsonNode in, String key, Duration byDefault) {
    if (!in.hasNonNull(key)) {
      return byDefault;
    }
    Duration given = GoDuration.parse(in.path(key).asText());
    if (given.isNegative() || given.compareTo(Duration.ofHours(1)) > 0) {
      throw new IllegalArgumentException(key + " is between 0s and 1h");
    }
    return given;
  }

  private Response telemetry(Request request) {
    Optional<NodeId> node = node(request);
    if (node.isEmpty()) {
      return unknown(request);
    }
    ObjectNode answer = Json.object().put("node", node.get().value());
    telemetry
        .latest(node.get())
        .ifPresent(sample -> answer.set("sample", SampleJson.write(sample, node.get())));
    answer.put("samples", telemetry.recent(node.get()).size());
    return Response.json(200, Json.bytes(answer));
  }

  /** The node, which may be a spare that does not run. */
  private Optional<NodeId> node(Request request) {
    try {
      NodeId id = new NodeId(request.variable("id"));
      return cluster.get().node(id).isPresent() || supervisions.find(id).isPresent()
          ? Optional.of(id)
          : Optional.empty();
    } catch (IllegalArgumentException e) {
      return Optional.empty();
    }
  }

  private static Response unknown(Request request) {
    return Response.json(404, Json.error("there is no node '" + request.variable("id") + "'"));
  }
}
