package io.ollamamax.simnode;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.ollamamax.http.Handler;
import io.ollamamax.http.Request;
import io.ollamamax.http.Response;
import io.ollamamax.http.Route;
import io.ollamamax.ollama.Json;
import java.io.IOException;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * The fleet's control API: {@code /sim/modes}, {@code /sim/nodes}, {@code /sim/nodes/N/fault},
 * {@code /sim/plan}. N is a node's number from 0, or {@code all}.
 */
final class ControlApi {
  private final SimFleet fleet;

  ControlApi(SimFleet fleet) {
    this.fleet = fleet;
  }

  List<Route> routes() {
    return List.of(
        Route.get("/sim/modes", unused -> modes()),
        Route.get("/sim/nodes", unused -> nodes()),
        Route.post("/sim/nodes/{n}/fault", checked(this::arm)),
        Route.delete("/sim/nodes/{n}/fault", checked(this::heal)),
        Route.get("/sim/plan", unused -> plan()),
        Route.post("/sim/plan", checked(this::strikeEach)),
        Route.delete(
            "/sim/plan",
            unused -> {
              fleet.healPlan();
              return plan();
            }));
  }

  /** What is wrong with a call is said with status 400. */
  private static Handler checked(Handler handler) {
    return request -> {
      try {
        return handler.handle(request);
      } catch (IllegalArgumentException e) {
        return Response.json(400, Json.error(String.valueOf(e.getMessage())));
      }
    };
  }

  private static Response modes() {
    ObjectNode answer = Json.object();
    ArrayNode rows = answer.putArray("modes");
    for (Mode mode : Mode.values()) {
      ObjectNode row = rows.addObject().put("mode", mode.wire()).put("meaning", mode.meaning());
      mode.variants().forEach(row.putArray("variants")::add);
    }
    return Response.json(200, Json.bytes(answer));
  }

  private Response nodes() {
    ObjectNode answer = Json.object();
    ArrayNode rows = answer.putArray("nodes");
    List<SimNode> nodes = fleet.nodes();
    for (int i = 0; i < nodes.size(); i++) {
      rows.add(nodes.get(i).view().put("node", i));
    }
    return Response.json(200, Json.bytes(answer));
  }

  private Response arm(Request request) {
    List<SimNode> targets = targets(request);
    Map<String, String> parameters = parameters(request);
    Fault fault = fault(parameters);
    targets.forEach(node -> node.arm(fault));
    return nodes();
  }

  private Response heal(Request request) {
    targets(request).forEach(SimNode::heal);
    return nodes();
  }

  private Response plan() {
    ObjectNode answer = Json.object();
    ObjectNode struck = answer.putObject("struck");
    fleet.struck().forEach(struck::put);
    return Response.json(200, Json.bytes(answer));
  }

  private Response strikeEach(Request request) {
    Map<String, String> parameters = parameters(request);
    String strikes = parameters.remove("strikes");
    parameters.putIfAbsent("running", "false");
    Fault fault = fault(parameters);
    int times = strikes == null ? 1 : Fault.number("strikes", strikes);
    fleet.strikeEach(fault, times);
    return plan();
  }

  private List<SimNode> targets(Request request) {
    return fleet.select(request.variable("n"));
  }

  private static Fault fault(Map<String, String> parameters) {
    String mode = parameters.remove("mode");
    return Fault.parse(mode == null ? "" : mode, parameters);
  }

  private static Map<String, String> parameters(Request request) {
    try {
      JsonNode body = Json.read(request.body());
      if (body.isObject()) {
        Map<String, String> parameters = new LinkedHashMap<>();
        body.properties()
            .forEach(field -> parameters.put(field.getKey(), field.getValue().asText()));
        return parameters;
      }
    } catch (IOException e) {
      throw new IllegalArgumentException("the body is no JSON", e);
    }
    throw new IllegalArgumentException(
        "the body is no JSON object such as {\"mode\":\"gpu-hang\"}");
  }
}
