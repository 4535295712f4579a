package io.ollamamax.api;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.ollamamax.cluster.ClusterView;
import io.ollamamax.cluster.NodeHold;
import io.ollamamax.http.Request;
import io.ollamamax.http.Response;
import io.ollamamax.http.Route;
import io.ollamamax.ollama.Json;
import java.util.List;
import java.util.function.Supplier;

/** {@code /api/v1/health}. */
public final class AdminApi {
  private final Supplier<ClusterView> cluster;
  private final List<Supplier<List<HealthPart>>> parts;

  /**
   * @param parts what else the health is made of
   */
  public AdminApi(Supplier<ClusterView> cluster, List<Supplier<List<HealthPart>>> parts) {
    this.cluster = cluster;
    this.parts = List.copyOf(parts);
  }

  public List<Route> routes() {
    return List.of(Route.get("/api/v1/health", this::health));
  }

  private Response health(Request request) {
    ClusterView view = cluster.get();
    long serving = view.serving();
    long held = view.nodes().stream().filter(node -> node.hold() != NodeHold.NONE).count();
    String status =
        serving == 0 ? "unhealthy" : serving + held < view.nodes().size() ? "degraded" : "healthy";
    String reason =
        view.nodes().isEmpty()
            ? "no node is configured"
            : serving
                + " of "
                + view.nodes().size()
                + " nodes serve"
                + (held == 0 ? "" : ", " + held + " are held back");
    List<HealthPart> others = parts.stream().flatMap(part -> part.get().stream()).toList();
    boolean degraded = others.stream().anyMatch(HealthPart::serious);
    ObjectNode answer = Json.object().put("status", degraded && serving > 0 ? "degraded" : status);
    ObjectNode components = answer.putObject("components");
    components.putObject("gateway").put("status", "healthy").put("reason", "it answers");
    components.putObject("nodes").put("status", status).put("reason", reason);
    others.forEach(
        part ->
            components
                .putObject(part.name())
                .put("status", part.status())
                .put("reason", part.reason()));
    return Response.json(serving == 0 ? 503 : 200, Json.bytes(answer));
  }
}
