package io.ollamamax.api;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.ollamamax.cluster.ClusterView;
import io.ollamamax.config.ConfigLoader;
import io.ollamamax.config.ConfigResult;
import io.ollamamax.config.NodeSettings;
import io.ollamamax.config.Problem;
import io.ollamamax.http.Request;
import io.ollamamax.http.Response;
import io.ollamamax.http.Route;
import io.ollamamax.loop.Sequencer;
import io.ollamamax.nodes.NameState;
import io.ollamamax.nodes.Nodes;
import io.ollamamax.nodes.Refused;
import io.ollamamax.ollama.Json;
import io.ollamamax.request.NodeLoads;
import io.ollamamax.telemetry.Supervisions;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.util.List;
import java.util.function.BiConsumer;
import java.util.function.Supplier;
import java.util.stream.Collectors;

/** {@code /api/v1/nodes}: shows the nodes and changes them. A change is in force when answered. */
public final class NodesApi {
  private final Supplier<ClusterView> cluster;
  private final NodeJson json;
  private final Nodes nodes;
  private final Sequencer control;

  /**
   * @param loads what requests have seen of the nodes
   * @param supervisions what agents told of the nodes' services
   * @param control runs all that is done to {@code nodes}
   */
  public NodesApi(
      Supplier<ClusterView> cluster,
      NodeLoads loads,
      Nodes nodes,
      Supervisions supervisions,
      Sequencer control) {
    this.cluster = cluster;
    this.json = new NodeJson(loads, supervisions);
    this.nodes = nodes;
    this.control = control;
  }

  public List<Route> routes() {
    return List.of(
        Route.get("/api/v1/nodes", request -> list()),
        Route.post("/api/v1/nodes", this::add),
        Route.get("/api/v1/nodes/{id}", request -> shown(200, request.variable("id"))),
        Route.delete("/api/v1/nodes/{id}", this::remove),
        action("cordon", Nodes::cordon),
        action("uncordon", Nodes::uncordon),
        action("drain", Nodes::drain),
        action("undrain", Nodes::undrain));
  }

  private Route action(String name, BiConsumer<Nodes, String> action) {
    return Route.post(
        "/api/v1/nodes/{id}/" + name,
        request ->
            guarded(
                () -> {
                  String id = request.variable("id");
                  control.ask(
                      () -> {
                        action.accept(nodes, id);
                        return id;
                      });
                  return shown(200, id);
                }));
  }

  private Response list() {
    ClusterView view = cluster.get();
    ObjectNode answer = Json.object();
    ArrayNode list = answer.putArray("nodes");
    view.nodes().forEach(node -> list.add(json.node(view, node)));
    List<NameState> names = control.ask(nodes::names);
    if (!names.isEmpty()) {
      ArrayNode shown = answer.putArray("names");
      names.forEach(name -> shown.add(NodeJson.name(name)));
    }
    return Response.json(200, Json.bytes(answer));
  }

  /** The node or the host name of that id. */
  private Response shown(int status, String id) {
    ClusterView view = cluster.get();
    return view.nodes().stream()
        .filter(node -> node.id().value().equals(id))
        .map(node -> json.node(view, node))
        .findFirst()
        .or(
            () ->
                control.ask(nodes::names).stream()
                    .filter(name -> name.entry().name().equals(id))
                    .map(NodeJson::name)
                    .findFirst())
        .map(found -> Response.json(status, Json.bytes(found)))
        .orElseGet(() -> error(404, "there is no node '" + id + "'"));
  }

  private Response add(Request request) {
    return guarded(
        () -> {
          NodeSettings entry = entry(request.body());
          return shown(201, control.ask(() -> nodes.add(entry)));
        });
  }

  /** Read by the rules of the file, so that what is wrong is told in the same words. */
  private static NodeSettings entry(byte[] body) {
    JsonNode given;
    try {
      given = body.length == 0 ? Json.object() : Json.read(body);
    } catch (IOException e) {
      throw new IllegalArgumentException("the body is no JSON", e);
    }
    String wrapped =
        new String(
            Json.bytes(Json.object().set("nodes", Json.MAPPER.createArrayNode().add(given))),
            StandardCharsets.UTF_8);
    ConfigResult result = ConfigLoader.parse("body", wrapped);
    if (result instanceof ConfigResult.Invalid) {
      throw new IllegalArgumentException(
          result.problems().stream()
              .filter(problem -> problem.path().startsWith("nodes[0]"))
              .map(NodesApi::text)
              .collect(Collectors.joining("; ")));
    }
    NodeSettings entry = result.orElseThrow().nodes().getFirst();
    entry
        .ca()
        .filter(file -> !Files.isReadable(file))
        .ifPresent(
            file -> {
              throw new IllegalArgumentException("ca: the file " + file + " cannot be read");
            });
    return entry;
  }

  private static String text(Problem problem) {
    String path = problem.path().replaceFirst("^nodes\\[0]\\.?", "");
    return path.isEmpty() ? problem.message() : path + ": " + problem.message();
  }

  private Response remove(Request request) {
    return guarded(
        () -> {
          String id = request.variable("id");
          boolean force = force(request.query().getOrDefault("force", "false"));
          control.ask(
              () -> {
                nodes.remove(id, force);
                return id;
              });
          Response left = shown(202, id);
          return left.status() == 404
              ? Response.json(200, Json.bytes(Json.object().put("id", id).put("removed", true)))
              : left;
        });
  }

  private static boolean force(String given) {
    return switch (given) {
      case "true", "" -> true;
      case "false" -> false;
      default -> throw new IllegalArgumentException("force is true or false");
    };
  }

  private static Response guarded(Supplier<Response> task) {
    try {
      return task.get();
    } catch (Refused e) {
      int status =
          switch (e.kind()) {
            case UNKNOWN -> 404;
            case CONFLICT -> 409;
          };
      return error(status, String.valueOf(e.getMessage()));
    } catch (IllegalArgumentException e) {
      return error(400, String.valueOf(e.getMessage()));
    }
  }

  private static Response error(int status, String text) {
    return Response.json(status, Json.error(text));
  }
}
