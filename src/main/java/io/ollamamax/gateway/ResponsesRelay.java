package io.ollamamax.gateway;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.ollamamax.cluster.ModelName;
import io.ollamamax.cluster.ModelRoute;
import io.ollamamax.cluster.NodeId;
import io.ollamamax.cluster.NodeView;
import io.ollamamax.http.Request;
import io.ollamamax.http.Response;
import io.ollamamax.http.Route;
import io.ollamamax.ollama.ErrorShape;
import io.ollamamax.ollama.InferenceRequest;
import io.ollamamax.ollama.Json;
import io.ollamamax.ollama.Sse;
import io.ollamamax.ollama.openai.ResponseEvents;
import io.ollamamax.request.ModelRules;
import io.ollamamax.request.Policy;
import io.ollamamax.request.Shared;
import java.io.IOException;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * OpenAI's {@code /v1/responses}, passed through to nodes that have it. Before the first event a
 * failure moves the request to another node; after it the stream ends by an error and a reset.
 */
public final class ResponsesRelay {
  private static final String PATH = "/v1/responses";
  private static final int MOST_BYTES = 64 * 1024 * 1024;
  private static final ErrorShape ERRORS = ErrorShape.OPENAI;

  private final Shared shared;
  private final Supplier<ModelRules> rules;
  private final NodeClient nodes;
  private final Supplier<String> ids;

  public ResponsesRelay(
      Shared shared, Supplier<ModelRules> rules, NodeClient nodes, Supplier<String> ids) {
    this.shared = shared;
    this.rules = rules;
    this.nodes = nodes;
    this.ids = ids;
  }

  public List<Route> routes() {
    return List.of(Route.post(PATH, this::respond));
  }

  private Response respond(Request request) {
    try {
      InferenceRequest asked = InferenceRequest.read(request.body());
      String given = asked.model();
      if (given == null || given.isBlank()) {
        return error(400, "model is required");
      }
      ModelName named = ModelName.of(given);
      ModelName model = rules.get().aliases().getOrDefault(named, named);
      ModelRoute route = shared.routes().get().route(model);
      return route == null
          ? error(404, "model '" + given + "' not found")
          : new Tour(route, body(request.body(), named, model), asked).make();
    } catch (IOException e) {
      return error(400, String.valueOf(e.getMessage()).lines().findFirst().orElse(""));
    }
  }

  private static byte[] body(byte[] body, ModelName named, ModelName model) throws IOException {
    if (named.equals(model)) {
      return body;
    }
    return Json.bytes(((ObjectNode) Json.read(body)).put("model", model.value()));
  }

  private static Response error(int status, String message) {
    return Response.json(status, ERRORS.whole(status, message));
  }

  /** One request's way over the nodes. */
  private final class Tour {
    private final String id = ids.get();
    private final Policy policy = shared.policy().get();
    private final ModelRoute route;
    private final byte[] body;
    private final boolean streams;
    private final Set<NodeId> tried = new HashSet<>();
    private String why = "no node is fit to serve the model";
    private int lacking;

    Tour(ModelRoute route, byte[] body, InferenceRequest asked) {
      this.route = route;
      this.body = body;
      this.streams = Boolean.TRUE.equals(asked.stream());
    }

    Response make() {
      int most = policy.enabled() ? route.size() : 1;
      while (tried.size() < most) {
        NodeView node =
            shared.router().choose(route, tried, !tried.isEmpty(), shared.time().nanos(), policy);
        if (node == null) {
          break;
        }
        tried.add(node.id());
        Response response = ask(node);
        if (response != null) {
          return response;
        }
      }
      if (lacking > 0 && lacking == tried.size()) {
        return error(404, "no node that has the model offers " + PATH);
      }
      return new Response(
          503,
          Map.of("Content-Type", "application/json; charset=utf-8", "Retry-After", "1"),
          ERRORS.whole(503, "no node could answer: " + why));
    }

    /** The node's answer, or null where another node is to be asked. */
    private @Nullable Response ask(NodeView node) {
      try {
        long patience = streams ? policy.firstTokenMax() : policy.requestTimeout();
        HttpResponse<PatientBody> head = nodes.post(node, PATH, body, Duration.ofNanos(patience));
        PatientBody from = head.body();
        Response response = null;
        try {
          response = answer(node, head, from);
        } finally {
          if (response == null || response.stream() == null) {
            from.close();
          }
        }
        return response;
      } catch (IOException e) {
        why = "node " + node.id() + ": " + NodeClient.reason(e);
        return null;
      }
    }

    private @Nullable Response answer(
        NodeView node, HttpResponse<PatientBody> head, PatientBody from) throws IOException {
      int status = head.statusCode();
      String type = head.headers().firstValue("Content-Type").orElse("application/json");
      Map<String, String> headers = new LinkedHashMap<>();
      headers.put("Content-Type", type);
      headers.put("X-Request-Id", id);
      headers.put("X-Served-By", node.id().value());
      if (status == 200 && type.startsWith(Sse.CONTENT_TYPE)) {
        ResponseEvents events = new ResponseEvents();
        byte[] first = firstEvents(events, from);
        return Response.stream(200, headers, -1, out -> relay(node, first, events, from, out));
      }
      byte[] whole = from.rest(policy.stallMax(), MOST_BYTES);
      if (status == 200) {
        Json.read(whole);
        return new Response(200, headers, whole);
      }
      if (status >= 500 || Set.of(401, 403, 404, 429).contains(status)) {
        why = "node " + node.id() + " answered with status " + status;
        lacking += status == 404 ? 1 : 0;
        return null;
      }
      return new Response(status, headers, whole);
    }

    private byte[] firstEvents(ResponseEvents events, PatientBody from) throws IOException {
      byte[] whole = new byte[0];
      while (whole.length == 0) {
        byte[] piece = from.next(policy.firstTokenMax());
        if (piece == null) {
          throw new IOException("the answer ended before its first event");
        }
        whole = events.add(piece);
      }
      return whole;
    }

    private void relay(
        NodeView node, byte[] first, ResponseEvents events, PatientBody from, Response.Sink out)
        throws IOException {
      try (from) {
        out.write(first);
        String broken = pass(events, from, out);
        if (!broken.isEmpty()) {
          out.write(
              events.error("the answer could not be finished: node " + node.id() + ": " + broken));
          throw new IOException(broken);
        }
      }
    }

    /** Passes events on to the end; what broke the node's answer, or empty. */
    private String pass(ResponseEvents events, PatientBody from, Response.Sink out)
        throws IOException {
      while (true) {
        byte[] piece;
        try {
          piece = from.next(policy.stallMax());
        } catch (IOException e) {
          return events.complete() ? "" : NodeClient.reason(e);
        }
        if (piece == null) {
          return events.complete() ? "" : "the answer ended before it was complete";
        }
        byte[] whole = events.add(piece);
        if (whole.length > 0) {
          out.write(whole);
        }
      }
    }
  }
}
