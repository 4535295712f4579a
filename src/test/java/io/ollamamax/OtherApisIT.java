package io.ollamamax;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import io.ollamamax.config.ConfigLoader;
import io.ollamamax.config.Embedded;
import io.ollamamax.ollama.Json;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** OpenAI's and Anthropic's APIs through the whole gateway over real embedded nodes. */
@Timeout(value = 10, unit = TimeUnit.MINUTES)
class OtherApisIT {
  private static final int NODES = 3;
  private static final int KILLS = Integer.getInteger("kills", 3);
  private static final InetSocketAddress ANY_PORT =
      new InetSocketAddress(InetAddress.getLoopbackAddress(), 0);
  private static final HttpClient HTTP = HttpClient.newHttpClient();
  private static final String TOKEN = "secret";
  private static GatewayApp replaying;
  private static GatewayApp rendering;

  /** An API that streams text. */
  private enum Api {
    CHAT(
        "/v1/chat/completions",
        "\"messages\":[{\"role\":\"system\",\"content\":\"Be kind.\"},"
            + "{\"role\":\"user\",\"content\":\"What is a circuit breaker?\"}],"
            + "\"stream_options\":{\"include_usage\":true}",
        "/choices/0/delta/content",
        "/choices/0/finish_reason"),
    COMPLETIONS(
        "/v1/completions",
        "\"prompt\":\"What should I cook tonight?\",\"stream_options\":{\"include_usage\":true}",
        "/choices/0/text",
        "/choices/0/finish_reason"),
    MESSAGES(
        "/v1/messages",
        "\"system\":\"Be kind.\",\"messages\":[{\"role\":\"user\",\"content\":["
            + "{\"type\":\"text\",\"text\":\"What is a circuit breaker?\"}]}]",
        "/delta/text",
        "/delta/stop_reason");

    private final String path;
    private final String question;
    private final String text;
    private final String reason;

    Api(String path, String question, String text, String reason) {
      this.path = path;
      this.question = question;
      this.text = text;
      this.reason = reason;
    }

    private String body(boolean stream) {
      return "{\"model\":\"tiny\",\"max_tokens\":100,\"temperature\":0,\"stream\":"
          + stream
          + ","
          + question
          + "}";
    }
  }

  private record Streamed(
      String text, String reason, JsonNode usage, Set<String> ids, Set<String> names, int pieces) {}

  @BeforeAll
  static void start() throws Exception {
    replaying = app("");
    rendering = app("gateway: {replay_gap: 0s, max_body: 64KiB}");
  }

  private static GatewayApp app(String yaml) throws Exception {
    GatewayApp app =
        new GatewayApp(
            ConfigLoader.parse("test", yaml)
                .orElseThrow()
                .withNodes(List.of())
                .withEmbedded(new Embedded(NODES, 200, List.of("tiny"))),
            ANY_PORT,
            TOKEN,
            NODES);
    app.cluster().await(view -> view.serving() == NODES);
    return app;
  }

  @AfterAll
  static void stop() {
    replaying.close();
    rendering.close();
    HTTP.close();
  }

  @ParameterizedTest
  @EnumSource(Api.class)
  void aStreamBrokenAtARandomTokenIsTheUndisturbedOneByReplay(Api api) throws Exception {
    killAtRandomTokens(replaying, api);
  }

  @ParameterizedTest
  @EnumSource(Api.class)
  void aStreamBrokenAtARandomTokenIsTheUndisturbedOneByRenderedContinuation(Api api)
      throws Exception {
    killAtRandomTokens(rendering, api);
  }

  private static void killAtRandomTokens(GatewayApp app, Api api) throws Exception {
    SplittableRandom random = new SplittableRandom(api.path.length());
    Streamed undisturbed = stream(app, api, 0);
    for (int i = 0; i < KILLS; i++) {
      int at = 1 + random.nextInt(undisturbed.pieces() - 5);
      Streamed broken = stream(app, api, at);
      String where = api + " killed at token " + at;
      assertEquals(undisturbed.text(), broken.text(), where);
      assertEquals(undisturbed.reason(), broken.reason(), where);
      assertEquals(undisturbed.usage(), broken.usage(), where);
      assertEquals(1, broken.ids().size(), where + ": one id and time: " + broken.ids());
      assertNotEquals(undisturbed.ids(), broken.ids());
      app.cluster().await(view -> view.serving() == NODES);
    }
  }

  /** Reads a stream; at the given piece, counted from 1, the node that answers is killed. */
  private static Streamed stream(GatewayApp app, Api api, int killAt) throws Exception {
    HttpResponse<InputStream> response =
        HTTP.send(post(app, api.path, api.body(true)), HttpResponse.BodyHandlers.ofInputStream());
    assertEquals(200, response.statusCode());
    assertEquals("text/event-stream", response.headers().firstValue("Content-Type").orElse(""));
    StringBuilder text = new StringBuilder();
    String reason = "";
    JsonNode usage = Json.object();
    Set<String> ids = new LinkedHashSet<>();
    Set<String> names = new LinkedHashSet<>();
    String last = "";
    int pieces = 0;
    try (BufferedReader lines =
        new BufferedReader(new InputStreamReader(response.body(), StandardCharsets.UTF_8))) {
      for (String line = lines.readLine(); line != null; line = lines.readLine()) {
        last = line.isEmpty() ? last : line;
        if (line.startsWith("event: ")) {
          names.add(line.substring("event: ".length()));
        }
        if (!line.startsWith("data: {")) {
          continue;
        }
        JsonNode data = json(line.substring("data: ".length()));
        assertFalse(data.has("error"), line);
        addId(data, ids);
        reason = data.at(api.reason).isTextual() ? data.at(api.reason).asText() : reason;
        usage = data.has("usage") ? data.get("usage") : usage;
        String piece = data.at(api.text).asText("");
        text.append(piece);
        if (!piece.isEmpty() && ++pieces == killAt) {
          kill(app, response.headers().firstValue("X-Served-By").orElseThrow());
        }
      }
    }
    assertEquals(api == Api.MESSAGES ? "data: {\"type\":\"message_stop\"}" : "data: [DONE]", last);
    return new Streamed(text.toString(), reason, usage, ids, names, pieces);
  }

  private static void addId(JsonNode data, Set<String> ids) {
    JsonNode of = data.has("message") ? data.get("message") : data;
    if (of.has("id")) {
      ids.add(of.path("id").asText() + "/" + of.path("created"));
    }
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

  @ParameterizedTest
  @EnumSource(Api.class)
  void aWholeAnswerSaysWhatTheStreamSays(Api api) throws Exception {
    Streamed streamed = stream(replaying, api, 0);
    HttpResponse<String> response = send(replaying, api.path, api.body(false));
    assertEquals(
        "application/json; charset=utf-8",
        response.headers().firstValue("Content-Type").orElse(""));
    JsonNode whole = json(response.body());
    String text =
        switch (api) {
          case CHAT -> whole.at("/choices/0/message/content").asText();
          case COMPLETIONS -> whole.at("/choices/0/text").asText();
          case MESSAGES -> whole.at("/content/0/text").asText();
        };
    assertEquals(streamed.text(), text);
    assertEquals(streamed.usage(), whole.get("usage"));
    String reason = whole.at(api == Api.MESSAGES ? "/stop_reason" : api.reason).asText();
    assertEquals(streamed.reason(), reason);
    String request = response.headers().firstValue("X-Request-Id").orElseThrow();
    assertTrue(whole.path("id").asText().endsWith(request), response.body());
  }

  @Test
  void aLimitIsNamedAsTheReason() throws Exception {
    for (Api api : Api.values()) {
      String body = api.body(false).replace("\"max_tokens\":100", "\"max_tokens\":3");
      JsonNode whole = json(send(replaying, api.path, body).body());
      assertEquals(
          api == Api.MESSAGES ? "max_tokens" : "length",
          whole.at(api == Api.MESSAGES ? "/stop_reason" : "/choices/0/finish_reason").asText());
      assertEquals(
          3,
          whole
              .at(api == Api.MESSAGES ? "/usage/output_tokens" : "/usage/completion_tokens")
              .asInt());
    }
  }

  @Test
  void messagesAreNamedEvents() throws Exception {
    assertEquals(
        List.of(
            "message_start",
            "content_block_start",
            "content_block_delta",
            "content_block_stop",
            "message_delta",
            "message_stop"),
        List.copyOf(stream(replaying, Api.MESSAGES, 0).names()));
    assertEquals(Set.of(), stream(replaying, Api.CHAT, 0).names());
  }

  @Test
  void embeddingsInBase64AreThoseInNumbers() throws Exception {
    String body = "{\"model\":\"tiny\",\"input\":[\"a\",\"the sea\"],\"encoding_format\":\"";
    JsonNode numbers = json(send(replaying, "/v1/embeddings", body + "float\"}").body());
    JsonNode base64 = json(send(replaying, "/v1/embeddings", body + "base64\"}").body());
    assertEquals("list", numbers.path("object").asText());
    assertEquals(2, numbers.path("data").size());
    assertEquals(numbers.get("usage"), base64.get("usage"));
    for (int i = 0; i < 2; i++) {
      JsonNode vector = numbers.path("data").path(i).path("embedding");
      ByteBuffer floats =
          ByteBuffer.wrap(
                  Base64.getDecoder()
                      .decode(base64.path("data").path(i).path("embedding").asText()))
              .order(ByteOrder.LITTLE_ENDIAN);
      assertEquals(vector.size() * Float.BYTES, floats.remaining());
      for (JsonNode number : vector) {
        assertEquals(number.floatValue(), floats.getFloat());
      }
    }
  }

  @Test
  void modelsAreListedAndFound() throws Exception {
    JsonNode list = json(get(replaying, "/v1/models").body());
    assertEquals("tiny:latest", list.at("/data/0/id").asText());
    assertEquals(1, list.path("data").size());
    assertEquals("tiny", json(get(replaying, "/v1/models/tiny").body()).path("id").asText());
    assertError(404, "not_found_error", get(replaying, "/v1/models/someone/none"));
  }

  @Test
  void errorsHaveTheShapeOfTheirApi() throws Exception {
    for (Api api : Api.values()) {
      String unknown = api.body(true).replace("\"tiny\"", "\"none\"");
      assertError(404, "not_found_error", send(rendering, api.path, unknown));
      assertError(400, "invalid_request_error", send(rendering, api.path, "{\"model\":"));
      assertError(400, "invalid_request_error", send(rendering, api.path, ""));
      assertError(
          400,
          "invalid_request_error",
          send(rendering, api.path, api.body(true).replace("\"tiny\"", "\"\"")));
      assertError(405, "invalid_request_error", get(rendering, api.path));
      assertError(
          413,
          api == Api.MESSAGES ? "request_too_large" : "invalid_request_error",
          send(rendering, api.path, " ".repeat(70_000)));
      HttpRequest nobody =
          HttpRequest.newBuilder(uri(rendering, api.path))
              .POST(HttpRequest.BodyPublishers.ofString(api.body(false)))
              .build();
      assertError(
          401, "authentication_error", HTTP.send(nobody, HttpResponse.BodyHandlers.ofString()));
    }
    assertError(404, "not_found_error", get(rendering, "/v1/nothing"));
    assertError(404, "not_found_error", send(rendering, "/v1/messages/count_tokens", "{}"));
    assertError(400, "invalid_request_error", send(rendering, "/v1/responses", "{}"));
    assertError(
        404,
        "not_found_error",
        send(rendering, "/v1/responses", "{\"model\":\"tiny\",\"input\":\"a\"}"));
  }

  @Test
  void aModelThatDoesNotThinkAnswersAnthropicsClientsAllTheSame() throws Exception {
    String thinking =
        Api.MESSAGES
            .body(true)
            .replace("{\"model\"", "{\"thinking\":{\"type\":\"enabled\"},\"model\"");
    HttpResponse<String> answer = send(replaying, "/v1/messages", thinking);
    assertEquals(200, answer.statusCode(), answer.body());
    assertTrue(answer.body().endsWith("data: {\"type\":\"message_stop\"}\n\n"), answer.body());
    String effort =
        Api.CHAT.body(true).replace("{\"model\"", "{\"reasoning_effort\":\"low\",\"model\"");
    assertError(400, "invalid_request_error", send(replaying, "/v1/chat/completions", effort));
  }

  @Test
  void anthropicsClientsMaySendTheTokenAsTheirKey() throws Exception {
    for (String path : List.of("/v1/messages", "/v1/chat/completions")) {
      HttpRequest request =
          HttpRequest.newBuilder(uri(replaying, path))
              .header("x-api-key", TOKEN)
              .POST(HttpRequest.BodyPublishers.ofString(Api.MESSAGES.body(false)))
              .build();
      assertEquals(
          path.equals("/v1/messages") ? 200 : 401,
          HTTP.send(request, HttpResponse.BodyHandlers.ofString()).statusCode());
    }
  }

  private static void assertError(int status, String type, HttpResponse<String> response)
      throws IOException {
    assertEquals(status, response.statusCode(), response.body());
    JsonNode body = json(response.body());
    assertEquals(type, body.at("/error/type").asText(), response.body());
    assertFalse(body.at("/error/message").asText().isEmpty(), response.body());
    boolean anthropic = response.request().uri().getPath().startsWith("/v1/messages");
    assertEquals(anthropic, body.path("type").asText().equals("error"), response.body());
    assertEquals(anthropic, !body.path("error").has("code"), response.body());
  }

  private static JsonNode json(String text) throws IOException {
    return Json.read(text.getBytes(StandardCharsets.UTF_8));
  }

  private static URI uri(GatewayApp app, String path) {
    return URI.create("http://127.0.0.1:" + app.address().getPort() + path);
  }

  private static HttpRequest post(GatewayApp app, String path, String body) {
    return HttpRequest.newBuilder(uri(app, path))
        .header("Authorization", "Bearer " + TOKEN)
        .POST(HttpRequest.BodyPublishers.ofString(body))
        .build();
  }

  private static HttpResponse<String> send(GatewayApp app, String path, String body)
      throws Exception {
    return HTTP.send(post(app, path, body), HttpResponse.BodyHandlers.ofString());
  }

  private static HttpResponse<String> get(GatewayApp app, String path) throws Exception {
    HttpRequest request =
        HttpRequest.newBuilder(uri(app, path)).header("Authorization", "Bearer " + TOKEN).build();
    return HTTP.send(request, HttpResponse.BodyHandlers.ofString());
  }
}
