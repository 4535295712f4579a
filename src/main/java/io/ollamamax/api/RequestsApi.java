package io.ollamamax.api;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.ollamamax.events.Event;
import io.ollamamax.events.Events;
import io.ollamamax.http.Request;
import io.ollamamax.http.Response;
import io.ollamamax.http.Route;
import io.ollamamax.ollama.Json;
import io.ollamamax.request.FlowObserver;
import io.ollamamax.request.RecentRequests;
import java.util.List;
import java.util.Optional;

/**
 * {@code GET /api/v1/requests/{id}}: the story of a request, by its {@code X-Request-Id}: how it
 * ended, and each failed try and continuation on the way.
 */
public final class RequestsApi {
  private static final double SECOND = 1e9;

  private final RecentRequests requests;
  private final Events events;

  public RequestsApi(RecentRequests requests, Events events) {
    this.requests = requests;
    this.events = events;
  }

  public List<Route> routes() {
    return List.of(Route.get("/api/v1/requests/{id}", this::story));
  }

  private Response story(Request request) {
    String id = request.variable("id");
    Optional<RecentRequests.Ended> ended = requests.find(id);
    List<Event> steps =
        events.after(0, Integer.MAX_VALUE).stream()
            .filter(event -> id.equals(event.details().get("request")))
            .toList();
    if (ended.isEmpty() && steps.isEmpty()) {
      return Response.json(
          404,
          Json.error(
              "nothing is known of request '"
                  + id
                  + "': it runs without trouble so far, or is forgotten, or was at another"
                  + " gateway"));
    }
    ObjectNode out = Json.object().put("id", id);
    ended.ifPresentOrElse(one -> tell(out, one), () -> out.put("state", "running"));
    ArrayNode list = out.putArray("steps");
    steps.forEach(event -> list.add(EventsApi.json(event)));
    return Response.json(200, Json.bytes(out));
  }

  private static void tell(ObjectNode out, RecentRequests.Ended ended) {
    FlowObserver.Outcome outcome = ended.outcome();
    out.put("state", outcome.complete() ? "complete" : "failed")
        .put("operation", ended.operation())
        .put("requested", ended.requested())
        .put("model", ended.model().value())
        .put("status", outcome.status())
        .put("ended", ended.at().toString())
        .put("seconds", outcome.nanos() / SECOND)
        .put("tokens", outcome.tokens());
    if (outcome.firstTokenNanos() >= 0) {
      out.put("first_token_seconds", outcome.firstTokenNanos() / SECOND);
    }
    if (!outcome.error().isEmpty()) {
      out.put("error", outcome.error());
    }
    ArrayNode nodes = out.putArray("nodes");
    outcome.nodes().forEach(node -> nodes.add(node.value()));
  }
}
