package io.ollamamax;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import io.ollamamax.config.ConfigLoader;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** {@code /v1/responses} over hand-written nodes. */
@Timeout(value = 2, unit = TimeUnit.MINUTES)
class ResponsesRelayIT {
  private static final InetSocketAddress ANY_PORT =
      new InetSocketAddress(InetAddress.getLoopbackAddress(), 0);
  private static final String WHOLE =
      event("response.created", 0)
          + event("response.output_text.delta", 1)
          + event("response.completed", 2);

  private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
  private final List<HttpServer> nodes = new ArrayList<>();
  private final List<AtomicInteger> asked = new ArrayList<>();
  private final HttpClient http = HttpClient.newHttpClient();
  private @Nullable GatewayApp app;

  /** What a node does with {@code /v1/responses}. */
  private interface Answer {
    void give(HttpExchange exchange) throws IOException;
  }

  private static String event(String name, int number) {
    return "event: "
        + name
        + "\ndata: {\"type\":\""
        + name
        + "\",\"sequence_number\":"
        + number
        + "}\n\n";
  }

  @AfterEach
  void stop() {
    closeApp();
    nodes.forEach(node -> node.stop(0));
    http.close();
    threads.close();
  }

  private void closeApp() {
    if (app != null) {
      app.close();
    }
  }

  /** Starts a gateway over these nodes, in the place of an earlier one. */
  private void start(Answer... answers) throws Exception {
    StringBuilder yaml = new StringBuilder("logging: {access: false}\nnodes:\n");
    for (Answer answer : answers) {
      HttpServer node = HttpServer.create(ANY_PORT, 0);
      AtomicInteger count = new AtomicInteger();
      node.setExecutor(threads);
      node.createContext("/", exchange -> serve(exchange, answer, count));
      node.start();
      yaml.append("  - {id: n").append(nodes.size()).append(", url: \"http://127.0.0.1:");
      yaml.append(node.getAddress().getPort()).append("\"}\n");
      nodes.add(node);
      asked.add(count);
    }
    closeApp();
    GatewayApp next =
        new GatewayApp(ConfigLoader.parse("test", yaml.toString()).orElseThrow(), ANY_PORT, "", 0);
    app = next;
    next.cluster().await(view -> view.serving() == answers.length);
  }

  private static void serve(HttpExchange exchange, Answer answer, AtomicInteger count)
      throws IOException {
    try (exchange;
        InputStream body = exchange.getRequestBody()) {
      body.readAllBytes();
      switch (exchange.getRequestURI().getPath()) {
        case "/v1/responses" -> {
          count.incrementAndGet();
          answer.give(exchange);
        }
        case "/api/version" -> reply(exchange, 200, "application/json", "{\"version\":\"0.20.0\"}");
        default ->
            reply(
                exchange,
                200,
                "application/json",
                "{\"models\":[{\"name\":\"m:latest\",\"digest\":\"d\",\"size\":1}]}");
      }
    }
  }

  private static void reply(HttpExchange exchange, int status, String type, String body)
      throws IOException {
    byte[] bytes = body.getBytes(StandardCharsets.UTF_8);
    exchange.getResponseHeaders().set("Content-Type", type);
    exchange.sendResponseHeaders(status, bytes.length);
    exchange.getResponseBody().write(bytes);
  }

  /** Sends a stream; with {@code cut} the connection closes before its proper end. */
  private static Answer stream(String events, boolean cut) {
    return exchange -> {
      exchange.getResponseHeaders().set("Content-Type", "text/event-stream");
      exchange.sendResponseHeaders(200, cut ? 100_000 : 0);
      OutputStream out = exchange.getResponseBody();
      out.write(events.getBytes(StandardCharsets.UTF_8));
      out.flush();
      if (!cut) {
        out.close();
      }
    };
  }

  private static Answer status(int status, String body) {
    return exchange -> reply(exchange, status, "application/json", body);
  }

  private HttpResponse<InputStream> post(boolean stream) throws Exception {
    int port = Objects.requireNonNull(app).address().getPort();
    HttpRequest request =
        HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + "/v1/responses"))
            .POST(
                HttpRequest.BodyPublishers.ofString(
                    "{\"model\":\"m\",\"input\":\"hi\",\"stream\":" + stream + "}"))
            .build();
    return http.send(request, HttpResponse.BodyHandlers.ofInputStream());
  }

  private static String text(HttpResponse<InputStream> response) throws IOException {
    try (InputStream body = response.body()) {
      return new String(body.readAllBytes(), StandardCharsets.UTF_8);
    }
  }

  @Test
  void nodesThatFailBeforeTheFirstEventAreNotNoticed() throws Exception {
    start(
        status(404, "404 page not found"),
        status(500, "{}"),
        stream("event: response.created\nda", true),
        stream(WHOLE, false));
    for (int i = 0; i < 8; i++) {
      HttpResponse<InputStream> response = post(true);
      assertEquals(200, response.statusCode());
      assertEquals("n3", response.headers().firstValue("X-Served-By").orElse(""));
      assertEquals("text/event-stream", response.headers().firstValue("Content-Type").orElse(""));
      assertEquals(WHOLE, text(response));
    }
    assertTrue(asked.subList(0, 3).stream().anyMatch(count -> count.get() > 0));
  }

  @Test
  void aStreamThatBreaksEndsByAnErrorEventAndAReset() throws Exception {
    String begun = event("response.created", 0) + event("response.output_text.delta", 1);
    for (Answer answer :
        List.of(stream(begun + "event: response.comp", true), stream(begun, false))) {
      start(answer);
      StringBuilder seen = new StringBuilder();
      boolean reset = false;
      try (InputStream body = post(true).body()) {
        for (int b = body.read(); b >= 0; b = body.read()) {
          seen.append((char) b);
        }
      } catch (IOException e) {
        reset = true;
      }
      assertTrue(
          seen.toString()
              .startsWith(begun + "event: error\ndata: {\"type\":\"error\",\"sequence_number\":2,"),
          seen.toString());
      assertTrue(reset, "reset");
    }
  }

  @Test
  void wholeAnswersAndErrorsOfTheRequestArePassedOn() throws Exception {
    start(status(200, "{\"object\":\"response\"}"));
    assertEquals("{\"object\":\"response\"}", text(post(false)));
    start(status(400, "{\"error\":{\"message\":\"bad\"}}"));
    HttpResponse<InputStream> refused = post(false);
    assertEquals(400, refused.statusCode());
    assertEquals("{\"error\":{\"message\":\"bad\"}}", text(refused));
  }

  @Test
  void whereNoNodeCanAnswerTheClientIsToldSo() throws Exception {
    start(status(503, "{}"), status(500, "{}"));
    HttpResponse<InputStream> response = post(false);
    assertEquals(503, response.statusCode());
    assertEquals("1", response.headers().firstValue("Retry-After").orElse(""));
    assertTrue(text(response).startsWith("{\"error\":{\"message\":\"no node could answer: node n"));
    start(status(404, "404 page not found"));
    HttpResponse<InputStream> lacking = post(false);
    assertEquals(404, lacking.statusCode());
    assertFalse(text(lacking).contains("page not found"));
  }
}
