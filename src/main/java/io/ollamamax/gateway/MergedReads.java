package io.ollamamax.gateway;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.ollamamax.cluster.ClusterView;
import io.ollamamax.cluster.ModelName;
import io.ollamamax.cluster.ModelRoute;
import io.ollamamax.cluster.NodeView;
import io.ollamamax.http.Request;
import io.ollamamax.http.Response;
import io.ollamamax.http.Route;
import io.ollamamax.ollama.CopyName;
import io.ollamamax.ollama.ErrorShape;
import io.ollamamax.ollama.Json;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Future;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Reads of models and versions, answered for all nodes together; a node that does not answer is
 * left out.
 */
public final class MergedReads {
  private static final Duration DEADLINE = Duration.ofSeconds(3);

  private final Supplier<ClusterView> cluster;
  private final NodeClient nodes;
  private final ExecutorService blocking;

  public MergedReads(Supplier<ClusterView> cluster, NodeClient nodes, ExecutorService blocking) {
    this.cluster = cluster;
    this.nodes = nodes;
    this.blocking = blocking;
  }

  public List<Route> routes() {
    return List.of(
        Route.get("/api/version", this::version),
        Route.get("/api/tags", request -> merged("/api/tags")),
        Route.get("/api/ps", request -> merged("/api/ps")));
  }

  /** The lowest version of the serving nodes, so that no client expects more than all can do. */
  private Response version(Request request) {
    return cluster.get().nodes().stream()
        .filter(node -> node.status().serves() && !node.version().isEmpty())
        .map(NodeView::version)
        .min(Comparator.comparing(MergedReads::numbers, Arrays::compare))
        .map(version -> Response.json(200, Json.bytes(Json.object().put("version", version))))
        .orElseGet(MergedReads::nobody);
  }

  private static int[] numbers(String version) {
    return Arrays.stream(version.split("[^0-9]+"))
        .filter(part -> !part.isEmpty() && part.length() < 9)
        .mapToInt(Integer::parseInt)
        .toArray();
  }

  private Response merged(String path) {
    Collection<JsonNode> models = models(path);
    if (models == null) {
      return nobody();
    }
    ObjectNode answer = Json.object();
    answer.putArray("models").addAll(models);
    return Response.json(200, Json.bytes(answer));
  }

  /** The models by name, each once; null where no node answers. */
  @Nullable Collection<JsonNode> models(String path) {
    ClusterView view = cluster.get();
    List<Future<JsonNode>> replies = new ArrayList<>();
    for (NodeView node : view.nodes()) {
      if (node.status().serves()) {
        replies.add(blocking.submit(() -> nodes.get(node, path, DEADLINE)));
      }
    }
    Map<String, JsonNode> models = new TreeMap<>();
    boolean any = false;
    for (Future<JsonNode> reply : replies) {
      try {
        for (JsonNode model : reply.get().path("models")) {
          add(view, models, model);
        }
        any = true;
      } catch (ExecutionException e) {
        if (!(e.getCause() instanceof IOException)) {
          throw new IllegalStateException("reading " + path + " failed", e);
        }
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
        return null;
      }
    }
    return any ? models.values() : null;
  }

  /** Of copies with one name the one that requests are routed to is shown. */
  private static void add(ClusterView view, Map<String, JsonNode> models, JsonNode model) {
    String name = model.path("name").asText();
    if (name.isBlank() || CopyName.is(name)) {
      return;
    }
    ModelRoute route = view.routes().route(new ModelName(name));
    boolean routed = route != null && route.digest().equals(model.path("digest").asText());
    if (routed) {
      models.put(name, model);
    } else {
      models.putIfAbsent(name, model);
    }
  }

  private static Response nobody() {
    return nobody(ErrorShape.OLLAMA);
  }

  static Response nobody(ErrorShape errors) {
    return new Response(
        503,
        Map.of("Content-Type", "application/json; charset=utf-8", "Retry-After", "1"),
        errors.whole(503, "no node answers at the moment"));
  }
}
