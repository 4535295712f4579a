package io.ollamamax.agent;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.ollamamax.ollama.Json;
import java.io.IOException;
import java.io.InputStream;
import java.lang.System.Logger.Level;
import java.net.ConnectException;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** The calls of one gateway, with the credential that a join token was exchanged for. */
final class GatewayCalls {
  private static final Duration DEADLINE = Duration.ofSeconds(10);
  private static final int UNAUTHORIZED = 401;

  private final URI url;
  private final String agent;
  private final GatewayLinks.Tokens tokens;
  private final AgentState state;
  private final HttpClient http;
  private String warned = "";

  GatewayCalls(
      URI url, String agent, GatewayLinks.Tokens tokens, AgentState state, HttpClient http) {
    this.url = url;
    this.agent = agent;
    this.tokens = tokens;
    this.state = state;
    this.http = http;
  }

  URI url() {
    return url;
  }

  /**
   * Opens the stream of orders; joins first where the gateway does not know the agent.
   *
   * @throws IOException in words for a person
   */
  InputStream orders() throws IOException, InterruptedException {
    String credential = state.credential(url).orElse("");
    if (credential.isEmpty()) {
      credential = join();
    }
    HttpResponse<InputStream> response =
        send(
            request("/" + segment(agent) + "/orders", credential).GET(),
            BodyHandlers.ofInputStream());
    if (response.statusCode() == 200) {
      return response.body();
    }
    try (InputStream body = response.body()) {
      if (response.statusCode() == UNAUTHORIZED) {
        state.forget(url);
      }
      throw new IOException(error(response.statusCode(), body.readAllBytes()));
    }
  }

  private String join() throws IOException, InterruptedException {
    List<String> candidates = new ArrayList<>(tokens.read());
    candidates.add(""); // for a gateway that demands none
    String refused = "";
    for (String token : candidates) {
      HttpResponse<byte[]> response =
          send(
              request("/join", "")
                  .POST(
                      BodyPublishers.ofByteArray(
                          Json.bytes(Json.object().put("agent", agent).put("token", token)))),
              BodyHandlers.ofByteArray());
      if (response.statusCode() == 200) {
        String credential = Json.read(response.body()).path("credential").asText();
        state.remember(url, credential);
        return credential;
      }
      refused = error(response.statusCode(), response.body());
    }
    throw new IOException(refused);
  }

  /**
   * Sends a report.
   *
   * @throws IOException where the gateway has not taken it
   */
  void report(ObjectNode report) throws IOException, InterruptedException {
    HttpResponse<byte[]> response =
        send(
            request("/" + segment(agent) + "/report", state.credential(url).orElse(""))
                .timeout(DEADLINE)
                .POST(BodyPublishers.ofByteArray(Json.bytes(report))),
            BodyHandlers.ofByteArray());
    if (response.statusCode() != 200) {
      throw new IOException(error(response.statusCode(), response.body()));
    }
    List<String> refused = new ArrayList<>();
    for (JsonNode problem : Json.read(response.body()).path("problems")) {
      refused.add(problem.asText());
    }
    String warning = String.join("; ", refused);
    if (!warning.equals(warned) && !warning.isEmpty()) {
      System.getLogger("agent").log(Level.WARNING, "gateway {0}: {1}", url, warning);
    }
    warned = warning;
  }

  /**
   * Sends what the gateway asked for.
   *
   * @throws IOException where the gateway does not take all of it
   */
  void send(String file, ModelFiles.Piece piece) throws IOException, InterruptedException {
    try (InputStream content = piece.content()) {
      HttpResponse<byte[]> response =
          send(
              request(path(file), state.credential(url).orElse(""))
                  .POST(
                      BodyPublishers.fromPublisher(
                          BodyPublishers.ofInputStream(() -> content), piece.length())),
              BodyHandlers.ofByteArray());
      if (response.statusCode() != 200) {
        throw new IOException(error(response.statusCode(), response.body()));
      }
    }
  }

  /** Says why the gateway does not get what it asked for. */
  void refuse(String file, String reason) throws IOException, InterruptedException {
    send(
        request(path(file) + "?error=" + segment(reason), state.credential(url).orElse(""))
            .timeout(DEADLINE)
            .POST(BodyPublishers.noBody()),
        BodyHandlers.discarding());
  }

  private String path(String file) {
    return "/" + segment(agent) + "/files/" + segment(file);
  }

  private HttpRequest.Builder request(String path, String credential) {
    HttpRequest.Builder request =
        HttpRequest.newBuilder(
            URI.create(url.toString().replaceAll("/$", "") + "/api/v1/agent-link" + path));
    if (!credential.isEmpty()) {
      request.header("Authorization", "Bearer " + credential);
    }
    return request;
  }

  private <T> HttpResponse<T> send(HttpRequest.Builder request, HttpResponse.BodyHandler<T> handler)
      throws IOException, InterruptedException {
    try {
      return http.send(request.build(), handler);
    } catch (ConnectException e) {
      throw new IOException("it cannot be reached", e);
    }
  }

  private static String error(int status, byte[] body) {
    Optional<String> text = Optional.empty();
    try {
      text = Optional.of(Json.read(body).path("error").asText());
    } catch (IOException e) {
      // not the gateway's own answer
    }
    return "it answers " + status + text.map(said -> ": " + said).orElse("");
  }

  private static String segment(String value) {
    return URLEncoder.encode(value, StandardCharsets.UTF_8).replace("+", "%20");
  }
}
