package io.ollamamax.api;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.ollamamax.api.DemoNode.Strike;
import io.ollamamax.events.Event;
import io.ollamamax.events.Events;
import io.ollamamax.http.Request;
import io.ollamamax.http.Response;
import io.ollamamax.http.Route;
import io.ollamamax.ollama.Json;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * {@code /api/v1/demo}: breaks nodes for all to see. Exists in the demo alone. Demands a body of
 * JSON, which a foreign web page cannot send without the gateway's leave.
 */
public final class DemoApi {
  private final List<? extends DemoNode> nodes;
  private final Events events;

  public DemoApi(List<? extends DemoNode> nodes, Events events) {
    this.nodes = List.copyOf(nodes);
    this.events = events;
  }

  public List<Route> routes() {
    List<Route> routes = new ArrayList<>();
    routes.add(Route.get("/api/v1/demo", request -> list()));
    for (Strike strike : Strike.values()) {
      routes.add(
          Route.post(
              "/api/v1/demo/nodes/{id}/" + strike.wire(), request -> strike(request, strike)));
    }
    return List.copyOf(routes);
  }

  private Response list() {
    ObjectNode out = Json.object();
    ArrayNode list = out.putArray("nodes");
    nodes.forEach(
        node -> list.addObject().put("id", node.id().value()).put("condition", node.condition()));
    return Response.json(200, Json.bytes(out));
  }

  private Response strike(Request request, Strike strike) {
    String type = request.headers().getOrDefault("content-type", "");
    if (!type.split(";", 2)[0].strip().equalsIgnoreCase("application/json")) {
      return Response.json(415, Json.error("send a body of JSON, such as {}"));
    }
    String id = request.variable("id");
    DemoNode node =
        nodes.stream().filter(one -> one.id().value().equals(id)).findFirst().orElse(null);
    if (node == null) {
      return Response.json(404, Json.error("the demo has no node '" + id + "'"));
    }
    if (!node.strike(strike)) {
      return Response.json(
          409, Json.error("the process of '" + id + "' does not run; it is being started anew"));
    }
    events.publish(
        Event.Kind.NODE,
        id,
        "by hand, in the demo: " + strike.wire(),
        Map.of("by", "demo", "strike", strike.wire()));
    return Response.json(
        200, Json.bytes(Json.object().put("id", id).put("condition", node.condition())));
  }
}
