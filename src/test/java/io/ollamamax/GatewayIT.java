package io.ollamamax;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import io.ollamamax.config.Config;
import io.ollamamax.config.ConfigLoader;
import io.ollamamax.config.Embedded;
import io.ollamamax.ollama.Json;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/**
 * The whole gateway over real embedded nodes, some of which are killed in the middle of an answer.
 */
@Timeout(value = 10, unit = TimeUnit.MINUTES)
class GatewayIT {
  private static final int NODES = 3;
  private static final int KILLS = Integer.getInteger("kills", 4);
  private static final InetSocketAddress ANY_PORT =
      new InetSocketAddress(InetAddress.getLoopbackAddress(), 0);
  private static final HttpClient HTTP = HttpClient.newHttpClient();
  private static GatewayApp replaying;
  private static GatewayApp rendering;

  @BeforeAll
  static void start() throws Exception {
    replaying = new GatewayApp(config(""), ANY_PORT, "", NODES);
    rendering =
        new GatewayApp(config("gateway: {replay_gap: 0s, max_body: 64KiB}"), ANY_PORT, "", NODES);
    replaying.cluster().await(view -> view.serving() == NODES);
    rendering.cluster().await(view -> view.serving() == NODES);
  }

  @AfterAll
  static void stop() {
    replaying.close();
    rendering.close();
    HTTP.close();
  }

  private static Config config(String yaml) {
    return ConfigLoader.parse("test", yaml)
        .orElseThrow()
        .withNodes(List.of())
        .withEmbedded(new Embedded(NODES, 200, List.of("tiny")));
  }

  private record Answer(String text, JsonNode last) {}

  @Test
  void anAnswerBrokenAtARandomTokenIsTheUndisturbedOneByReplay() throws Exception {
    killAtRandomTokens(replaying);
  }

  @Test
  void anAnswerBrokenAtARandomTokenIsTheUndisturbedOneByRenderedContinuation() throws Exception {
    killAtRandomTokens(rendering);
  }

  private static void killAtRandomTokens(GatewayApp app) throws Exception {
    SplittableRandom random = new SplittableRandom(1);
    for (String prompt : List.of("What is a circuit breaker?", "What should I cook tonight?")) {
      String body =
          "{\"model\":\"tiny\",\"messages\":[{\"role\":\"user\",\"content\":\""
              + prompt
              + "\"}],\"options\":{\"temperature\":0,\"num_predict\":120}}";
      Answer undisturbed = chat(app, body, 0);
      int tokens = undisturbed.last().path("eval_count").asInt();
      for (int i = 0; i < KILLS; i++) {
        int at = 1 + random.nextInt(tokens - 5);
        Answer broken = chat(app, body, at);
        String where = "'" + prompt + "' killed at token " + at;
        assertEquals(undisturbed.text(), broken.text(), where);
        for (String field : List.of("done_reason", "eval_count", "prompt_eval_count")) {
          assertEquals(
              undisturbed.last().get(field), broken.last().get(field), where + ": " + field);
        }
        app.cluster().await(view -> view.serving() == NODES);
      }
    }
  }

  /** Reads a chat stream; at the given token, counted from 1, the node that answers is killed. */
  private static Answer chat(GatewayApp app, String body, int killAt) throws Exception {
    HttpResponse<java.io.InputStream> response =
        HTTP.send(post(app, "/api/chat", body), HttpResponse.BodyHandlers.ofInputStream());
    assertEquals(200, response.statusCode());
    StringBuilder text = new StringBuilder();
    JsonNode last = Json.object();
    int number = 0;
    try (BufferedReader lines =
        new BufferedReader(new InputStreamReader(response.body(), StandardCharsets.UTF_8))) {
      for (String line = lines.readLine(); line != null; line = lines.readLine()) {
        last = Json.read(line.getBytes(StandardCharsets.UTF_8));
        assertFalse(last.has("error"), line);
        text.append(last.path("message").path("content").asText());
        if (++number == killAt) {
          kill(app, response.headers().firstValue("X-Served-By").orElseThrow());
        }
      }
    }
    assertTrue(last.path("done").asBoolean(), "the stream ends in done");
    return new Answer(text.toString(), last);
  }

  private static void kill(GatewayApp app, String node) throws Exception {
    long pid =
        app.cluster().view().nodes().stream()
            .filter(view -> view.id().value().equals(node))
            .findFirst()
            .orElseThrow()
            .pid();
    ProcessHandle process = ProcessHandle.of(pid).orElseThrow();
    assertTrue(process.destroyForcibly());
    process.onExit().get();
  }

  @Test
  void readsAreMergedAndOneObjectIsGivenToThoseWhoDoNotStream() throws Exception {
    assertEquals("Ollama is running", get(replaying, "/").body());
    assertEquals(1, json(get(replaying, "/api/tags")).path("models").size());
    assertEquals(1, json(get(replaying, "/api/ps")).path("models").size());
    assertEquals("0.12.0", json(get(replaying, "/api/version")).path("version").asText());
    assertEquals(
        1024,
        json(send(replaying, "/api/show", "{\"model\":\"tiny\"}"))
            .path("model_info")
            .path("llama.context_length")
            .asInt());
    assertEquals(
        2,
        json(send(replaying, "/api/embed", "{\"model\":\"tiny\",\"input\":[\"a\",\"b\"]}"))
            .path("embeddings")
            .size());
    JsonNode whole =
        json(
            send(
                replaying,
                "/api/generate",
                "{\"model\":\"tiny\",\"prompt\":\"Hello\",\"stream\":false,\"options\":{\"num_predict\":3}}"));
    assertEquals("length", whole.path("done_reason").asText());
    assertEquals(3, whole.path("eval_count").asInt());
    assertFalse(whole.path("response").asText().isEmpty());
  }

  @Test
  void aSeedDecidesTheTextAndItsAbsenceDoesNot() throws Exception {
    String seeded =
        "{\"model\":\"tiny\",\"prompt\":\"Tell me of the sea.\",\"stream\":false,"
            + "\"options\":{\"seed\":3,\"num_predict\":40,\"temperature\":1.2}}";
    String free = seeded.replace("\"seed\":3,", "");
    assertEquals(response(seeded), response(seeded));
    assertNotEquals(response(free), response(free));
  }

  private static String response(String body) throws Exception {
    return json(send(replaying, "/api/generate", body)).path("response").asText();
  }

  @Test
  void badInputGetsAClearErrorAndHarmsNobody() throws Exception {
    assertError(400, send(rendering, "/api/chat", "{\"model\":\"tiny\",\"mess"));
    assertError(400, send(rendering, "/api/chat", ""));
    assertError(400, send(rendering, "/api/chat", "{}"));
    assertError(400, send(rendering, "/api/generate", "{\"model\":\"tiny\",\"stream\":\"yes\"}"));
    assertError(404, send(rendering, "/api/generate", "{\"model\":\"none\",\"prompt\":\"x\"}"));
    assertError(405, get(rendering, "/api/chat"));
    assertError(404, get(rendering, "/api/nothing"));
    assertError(413, send(rendering, "/api/chat", " ".repeat(70_000)));
    String head = "POST /api/show HTTP/1.1\r\nHost: x\r\n";
    assertEquals(
        400, raw(head + "Content-Length: 2\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n"));
    assertEquals(400, raw(head + "Content-Length: 2\r\nContent-Length: 3\r\n\r\n{}"));
    assertEquals(400, raw("GET /api/tags HTTP/1.1\nHost: x\n\n"));
    assertEquals(400, raw("GET /api/tags HTTP/1.1\r\n\r\n"));
    assertEquals(431, raw("GET / HTTP/1.1\r\nHost: x\r\nA: " + "a".repeat(40_000) + "\r\n\r\n"));
    assertTrue(rendering.cluster().view().nodes().stream().allMatch(n -> n.status().serves()));
  }

  @Test
  void aTokenIsDemandedWhereOneIsSet() throws Exception {
    try (GatewayApp app = new GatewayApp(config(""), ANY_PORT, "secret", 0)) {
      assertEquals(401, get(app, "/api/v1/nodes").statusCode());
      assertEquals(503, get(app, "/api/v1/health").statusCode());
      HttpRequest request =
          HttpRequest.newBuilder(uri(app, "/api/v1/nodes"))
              .header("Authorization", "Bearer secret")
              .build();
      assertEquals(200, HTTP.send(request, HttpResponse.BodyHandlers.ofString()).statusCode());
    }
  }

  @Test
  void closingLeavesNoChild() throws Exception {
    GatewayApp app = new GatewayApp(config(""), ANY_PORT, "", 2);
    List<ProcessHandle> children = new ArrayList<>();
    app.cluster()
        .await(view -> view.serving() == 2)
        .nodes()
        .forEach(node -> ProcessHandle.of(node.pid()).ifPresent(children::add));
    assertEquals(2, children.size());
    app.close();
    assertTrue(children.stream().noneMatch(ProcessHandle::isAlive));
  }

  private static void assertError(int status, HttpResponse<String> response) throws IOException {
    assertEquals(status, response.statusCode(), response.body());
    assertFalse(json(response).path("error").asText().isEmpty(), response.body());
  }

  private static int raw(String request) throws IOException {
    try (Socket socket =
        new Socket(rendering.address().getAddress(), rendering.address().getPort())) {
      socket.getOutputStream().write(request.getBytes(StandardCharsets.ISO_8859_1));
      String answer =
          new String(socket.getInputStream().readAllBytes(), StandardCharsets.ISO_8859_1);
      return Integer.parseInt(answer.substring(9, 12));
    }
  }

  private static JsonNode json(HttpResponse<String> response) throws IOException {
    return Json.read(response.body().getBytes(StandardCharsets.UTF_8));
  }

  private static URI uri(GatewayApp app, String path) {
    return URI.create("http://127.0.0.1:" + app.address().getPort() + path);
  }

  private static HttpRequest post(GatewayApp app, String path, String body) {
    return HttpRequest.newBuilder(uri(app, path))
        .POST(HttpRequest.BodyPublishers.ofString(body))
        .build();
  }

  private static HttpResponse<String> send(GatewayApp app, String path, String body)
      throws Exception {
    return HTTP.send(post(app, path, body), HttpResponse.BodyHandlers.ofString());
  }

  private static HttpResponse<String> get(GatewayApp app, String path) throws Exception {
    return HTTP.send(
        HttpRequest.newBuilder(uri(app, path)).build(), HttpResponse.BodyHandlers.ofString());
  }
}
