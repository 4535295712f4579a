package io.ollamamax.api;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.ollamamax.cluster.ClusterView;
import io.ollamamax.cluster.NodeView;
import io.ollamamax.http.Request;
import io.ollamamax.http.Response;
import io.ollamamax.http.Route;
import io.ollamamax.ollama.Json;
import io.ollamamax.request.NodeLoads;
import java.util.List;
import java.util.TreeMap;
import java.util.function.Supplier;

/** {@code /api/v1/health} and {@code /api/v1/nodes}. */
public final class AdminApi {
  private final Supplier<ClusterView> cluster;
  private final NodeLoads loads;

  public AdminApi(Supplier<ClusterView> cluster, NodeLoads loads) {
    this.cluster = cluster;
    this.loads = loads;
  }

  public List<Route> routes() {
    return List.of(
        Route.get("/api/v1/health", this::health), Route.get("/api/v1/nodes", this::nodes));
  }

  private Response health(Request request) {
    ClusterView view = cluster.get();
    long serving = view.serving();
    String status =
        serving == 0 ? "unhealthy" : serving < view.nodes().size() ? "degraded" : "healthy";
    String reason =
        view.nodes().isEmpty()
            ? "no node is configured"
            : serving + " of " + view.nodes().size() + " nodes serve";
    ObjectNode answer = Json.object().put("status", status);
    ObjectNode components = answer.putObject("components");
    components.putObject("gateway").put("status", "healthy").put("reason", "it answers");
    components.putObject("nodes").put("status", status).put("reason", reason);
    return Response.json(serving == 0 ? 503 : 200, Json.bytes(answer));
  }

  private Response nodes(Request request) {
    ObjectNode answer = Json.object();
    ArrayNode list = answer.putArray("nodes");
    cluster.get().nodes().forEach(node -> list.add(node(node)));
    return Response.json(200, Json.bytes(answer));
  }

  private ObjectNode node(NodeView node) {
    ObjectNode out =
        Json.object()
            .put("id", node.id().value())
            .put("url", node.url().toString())
            .put("kind", node.kind().wire())
            .put("status", node.status().wire())
            .put("reason", node.reason())
            .put("version", node.version())
            .put("in_flight", loads.of(node.id()).inFlight());
    if (node.pid() > 0) {
      out.put("pid", node.pid());
    }
    ArrayNode models = out.putArray("models");
    new TreeMap<>(node.models())
        .forEach(
            (name, model) ->
                models
                    .addObject()
                    .put("name", name.value())
                    .put("digest", model.digest())
                    .put("size", model.size())
                    .put("loaded", model.loaded())
                    .put("context_length", model.contextLength()));
    return out;
  }
}
