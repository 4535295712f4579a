package io.ollamamax.api;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.ollamamax.cluster.NodeId;
import io.ollamamax.events.Event;
import io.ollamamax.events.Events;
import io.ollamamax.http.Request;
import io.ollamamax.http.Response;
import io.ollamamax.http.Routes;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class DemoApiTest {
  private static final class Node implements DemoNode {
    private final List<Strike> strikes = new ArrayList<>();
    private boolean runs = true;

    @Override
    public NodeId id() {
      return new NodeId("one");
    }

    @Override
    public String condition() {
      return strikes.isEmpty() ? "well" : "after " + strikes.getLast();
    }

    @Override
    public boolean strike(Strike strike) {
      return runs && strikes.add(strike);
    }
  }

  private final Node node = new Node();
  private final Events events = new Events(10, () -> Instant.EPOCH);
  private final Routes routes = new Routes(new DemoApi(List.of(node), events).routes());

  private Response call(String method, String path, String type) {
    Routes.Match.Found found = (Routes.Match.Found) routes.find(method, path);
    return found
        .route()
        .handler()
        .handle(
            new Request(
                method,
                path,
                found.variables(),
                Map.of(),
                Map.of("content-type", type),
                new byte[0]));
  }

  @Test
  void aStrikeIsDoneAndTold() {
    Response answer = call("POST", "/api/v1/demo/nodes/one/hang", "application/json");
    assertEquals(200, answer.status());
    assertEquals(List.of(DemoNode.Strike.HANG), node.strikes);
    Event told = events.after(0, 1).getFirst();
    assertEquals("by hand, in the demo: hang", told.text());
    assertEquals(
        "{\"nodes\":[{\"id\":\"one\",\"condition\":\"after HANG\"}]}",
        new String(call("GET", "/api/v1/demo", "").body(), StandardCharsets.UTF_8));
  }

  @Test
  void whatAFormCanSendIsRefused() {
    for (String type : List.of("", "text/plain", "application/x-www-form-urlencoded")) {
      assertEquals(415, call("POST", "/api/v1/demo/nodes/one/kill", type).status(), type);
    }
    assertEquals(List.of(), node.strikes);
    assertEquals(0, events.newest());
  }

  @Test
  void whatIsNotThereIsToldInWords() {
    String json = "application/json; charset=utf-8";
    assertEquals(404, call("POST", "/api/v1/demo/nodes/two/kill", json).status());
    node.runs = false;
    assertEquals(409, call("POST", "/api/v1/demo/nodes/one/slow", json).status());
    assertEquals(0, events.newest());
  }
}
