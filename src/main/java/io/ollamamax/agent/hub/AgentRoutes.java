package io.ollamamax.agent.hub;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.ollamamax.agent.wire.Report;
import io.ollamamax.agent.wire.ReportJson;
import io.ollamamax.cluster.NodeId;
import io.ollamamax.http.Request;
import io.ollamamax.http.Response;
import io.ollamamax.http.Route;
import io.ollamamax.loop.Sequencer;
import io.ollamamax.ollama.Json;
import java.io.IOException;
import java.util.List;
import java.util.Optional;

/**
 * {@code /api/v1/agents} for operators, and {@code /api/v1/agent-link} for agents, which present
 * their own credentials there.
 */
public final class AgentRoutes {
  private static final String BEARER = "Bearer ";
  private static final String AGENT = "agent";

  private final AgentHub hub;
  private final Credentials credentials;
  private final Sequencer control;
  private final FileRelay files;

  /**
   * @param control runs all that is done to {@code hub}
   * @param files takes the files that agents send
   */
  public AgentRoutes(AgentHub hub, Credentials credentials, Sequencer control, FileRelay files) {
    this.hub = hub;
    this.credentials = credentials;
    this.control = control;
    this.files = files;
  }

  public List<Route> routes() {
    return List.of(
        Route.get("/api/v1/agents", request -> json(control.ask(hub::shown))),
        Route.post("/api/v1/agents/tokens", this::token),
        Route.delete("/api/v1/agents/{agent}", this::remove),
        Route.post("/api/v1/agent-link/join", this::join),
        Route.get("/api/v1/agent-link/{agent}/orders", this::orders),
        Route.post("/api/v1/agent-link/{agent}/report", this::report),
        new Route("POST", "/api/v1/agent-link/{agent}/files/{file}", this::file, true));
  }

  private Response token(Request request) {
    return json(
        Json.object()
            .put("token", credentials.mint())
            .put("good_for_seconds", Credentials.TOKEN_LIFE.toSeconds()));
  }

  private Response remove(Request request) {
    String agent = request.variable(AGENT);
    credentials.revoke(agent);
    return control.ask(() -> hub.remove(agent))
        ? json(Json.object().put("name", agent).put("removed", true))
        : error(404, "there is no agent '" + agent + "'");
  }

  private Response join(Request request) {
    JsonNode body;
    String agent;
    try {
      body = Json.read(request.body());
      agent = new NodeId(body.path(AGENT).asText()).value();
    } catch (IOException | IllegalArgumentException e) {
      return error(400, "an agent joins with its name, of the shape of a node's id, and a token");
    }
    return credentials
        .join(agent, body.path("token").asText())
        .map(credential -> json(Json.object().put("credential", credential)))
        .orElseGet(
            () ->
                error(
                    401,
                    "this gateway demands a join token: make one with 'ollama-distributed"
                        + " join-token' and give it by --token-file; a token is good for one"
                        + " time"));
  }

  private Optional<Response> refused(Request request) {
    String given = String.valueOf(request.header("authorization"));
    return credentials.isGood(
            request.variable(AGENT),
            given.startsWith(BEARER) ? given.substring(BEARER.length()) : "")
        ? Optional.empty()
        : Optional.of(error(401, "this gateway does not know the agent: it has to join anew"));
  }

  private Response orders(Request request) {
    return refused(request)
        .orElseGet(
            () -> {
              String agent = request.variable(AGENT);
              Link link = control.ask(() -> hub.connect(agent));
              request.whenGone().accept(link::end);
              return Response.stream(
                  200,
                  "application/x-ndjson",
                  out -> {
                    try {
                      link.writeTo(out);
                    } finally {
                      control.execute(() -> hub.left(agent, link));
                    }
                  });
            });
  }

  private Response report(Request request) {
    return refused(request)
        .orElseGet(
            () -> {
              Report report;
              try {
                report = ReportJson.read(Json.read(request.body()));
              } catch (IOException | IllegalArgumentException e) {
                return error(400, "this is no report: " + e.getMessage());
              }
              String agent = request.variable(AGENT);
              ObjectNode answer = Json.object();
              var problems = answer.putArray("problems");
              control.ask(() -> hub.report(agent, report)).forEach(problems::add);
              return json(answer);
            });
  }

  private Response file(Request request) {
    return refused(request).orElseGet(() -> files.sent(request));
  }

  private static Response json(ObjectNode body) {
    return Response.json(200, Json.bytes(body));
  }

  private static Response error(int status, String text) {
    return Response.json(status, Json.error(text));
  }
}
