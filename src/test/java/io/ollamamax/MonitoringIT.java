package io.ollamamax;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import io.ollamamax.config.ConfigLoader;
import io.ollamamax.ollama.Json;
import io.ollamamax.simnode.Fault;
import io.ollamamax.simnode.Mode;
import io.ollamamax.simnode.SimFleet;
import io.ollamamax.simnode.SimNode;
import io.ollamamax.simnode.SimSettings;
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
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.SplittableRandom;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Events, figures and faults, as seen over HTTP while simulated nodes fail. */
@Timeout(value = 3, unit = TimeUnit.MINUTES)
class MonitoringIT {
  private static final InetSocketAddress ANY_PORT =
      new InetSocketAddress(InetAddress.getLoopbackAddress(), 0);
  private static final int TOKENS = 20;

  private final HttpClient http = HttpClient.newHttpClient();
  private final SimFleet fleet = new SimFleet(new SplittableRandom(1));
  private GatewayApp app;
  private SimNode a;

  @BeforeEach
  void start() throws Exception {
    SimSettings settings =
        new SimSettings("sim:latest", TOKENS, Duration.ofMillis(2), Duration.ofMillis(20));
    a = fleet.start(settings, ANY_PORT);
    SimNode b = fleet.start(settings, ANY_PORT);
    app =
        new GatewayApp(
            ConfigLoader.parse(
                    "test",
                    """
                    logging: {access: false}
                    inference:
                      fault_tolerance:
                        health_check_interval: 5s
                        self_healing: {monitoring_interval: 1s}
                    nodes:
                      - {id: a, url: "%s"}
                      - {id: b, url: "%s"}
                    """
                        .formatted(a.url(), b.url()))
                .orElseThrow(),
            ANY_PORT,
            "",
            0);
    app.cluster().await(view -> view.serving() == 2);
  }

  @AfterEach
  void stop() {
    app.close();
    fleet.close();
    http.close();
  }

  private URI uri(String path) {
    return URI.create("http://127.0.0.1:" + app.address().getPort() + path);
  }

  private String get(String path) throws Exception {
    HttpResponse<String> response =
        http.send(HttpRequest.newBuilder(uri(path)).build(), HttpResponse.BodyHandlers.ofString());
    assertEquals(200, response.statusCode(), response.body());
    return response.body();
  }

  private JsonNode json(String path) throws Exception {
    return Json.read(get(path).getBytes(StandardCharsets.UTF_8));
  }

  private String generate() throws Exception {
    HttpResponse<String> response =
        http.send(
            HttpRequest.newBuilder(uri("/api/generate"))
                .POST(
                    HttpRequest.BodyPublishers.ofString(
                        "{\"model\":\"sim\",\"prompt\":\"a secret of mine\",\"stream\":false}"))
                .build(),
            HttpResponse.BodyHandlers.ofString());
    assertEquals(200, response.statusCode(), response.body());
    return response.headers().firstValue("X-Served-By").orElseThrow();
  }

  private static double value(String metrics, String series) {
    return metrics
        .lines()
        .filter(line -> line.startsWith(series + " "))
        .mapToDouble(line -> Double.parseDouble(line.substring(series.length() + 1)))
        .findFirst()
        .orElseThrow(() -> new AssertionError(series + " is not in\n" + metrics));
  }

  @Test
  void eachTryIsTrackedByNodeAndModel() throws Exception {
    for (int i = 0; i < 12; i++) {
      generate();
    }
    JsonNode view = json("/api/v1/metrics/performance");
    assertEquals("10m0s", view.path("window").asText());
    long tries = 0;
    for (JsonNode row : view.path("series")) {
      assertEquals("sim:latest", row.path("model").asText());
      assertEquals(0, row.path("failed").asInt());
      assertTrue(row.path("first_token_seconds").path("p50").asDouble() > 0, row::toString);
      assertTrue(row.path("tokens_per_second").asDouble() > 0, row::toString);
      tries += row.path("tries").asLong();
    }
    assertEquals(12, tries);
    assertTrue(view.path("memory_bytes").asLong() > 0);
  }

  @Test
  void theNamesOfTheGuideAreExposedAndUnknownGaugesAreAbsent() throws Exception {
    for (int i = 0; i < 3; i++) {
      generate();
    }
    String metrics = get("/metrics");
    assertEquals(
        0,
        value(
            metrics,
            "fault_tolerance_healing_attempts_total{outcome=\"success\",strategy=\"scaling\"}"));
    assertEquals(0, value(metrics, "fault_tolerance_recovery_time_seconds_count"));
    assertEquals(0, value(metrics, "fault_tolerance_healing_latency_seconds_count"));
    assertEquals(0, value(metrics, "fault_tolerance_prediction_latency_seconds_count"));
    assertTrue(value(metrics, "fault_tolerance_memory_usage_bytes") > 0);
    assertFalse(metrics.contains("\nfault_tolerance_healing_success_rate "));
    assertFalse(metrics.contains("\nfault_tolerance_prediction_accuracy "));
    assertEquals(
        3,
        value(
            metrics,
            "ollamamax_requests_total{complete=\"true\",operation=\"/api/generate\",status=\"200\"}"));
    assertEquals(3 * TOKENS, value(metrics, "ollamamax_tokens_total{model=\"sim:latest\"}"));
    assertEquals(2, value(metrics, "ollamamax_nodes{status=\"healthy\"}"));
    assertFalse(metrics.contains("secret"));
  }

  @Test
  void openMetricsIsGivenToThoseWhoAcceptIt() throws Exception {
    HttpResponse<String> response =
        http.send(
            HttpRequest.newBuilder(uri("/metrics"))
                .header("Accept", "application/openmetrics-text; version=1.0.0")
                .build(),
            HttpResponse.BodyHandlers.ofString());
    assertTrue(
        response
            .headers()
            .firstValue("Content-Type")
            .orElseThrow()
            .startsWith("application/openmetrics-text"));
    assertTrue(response.body().endsWith("# EOF\n"));
  }

  @Test
  void aDeadNodeIsAFaultAnEventAndAMetricUntilItIsBack() throws Exception {
    try (Stream stream = new Stream("/api/v1/events?kind=fault&node=a")) {
      a.down();
      JsonNode opened = stream.next();
      assertEquals("fault", opened.path("kind").asText());
      assertEquals("a", opened.path("node").asText());
      assertEquals("node_down", opened.path("details").path("kind").asText());
      assertEquals("open", opened.path("details").path("state").asText());
      JsonNode faults = json("/api/v1/metrics/fault-tolerance").path("faults");
      assertEquals(1, faults.size(), faults::toString);
      assertEquals(1.0, faults.get(0).path("severity").asDouble());
      assertEquals(
          1, value(get("/metrics"), "ollamamax_faults_open{kind=\"node_down\",mode=\"down\"}"));
      a.up();
      JsonNode closed = stream.next();
      while (!closed.path("details").path("state").asText().equals("closed")) {
        closed = stream.next();
      }
      assertTrue(closed.path("number").asLong() > opened.path("number").asLong());
    }
    assertEquals(0, json("/api/v1/metrics/fault-tolerance").path("faults").size());
    List<String> states =
        json("/api/v1/events?kind=node,fault&node=a").path("events").findValuesAsText("text");
    assertTrue(states.getFirst().startsWith("starting"), states::toString);
    assertTrue(states.stream().anyMatch(text -> text.startsWith("unhealthy")), states::toString);
  }

  @Test
  void aBrokenAnswerThatGoesOnIsToldOnceWithItsRequest() throws Exception {
    fleet.nodes().forEach(node -> node.arm(new Fault(Mode.SILENT_EOF, 5, 1)));
    generate();
    JsonNode events = json("/api/v1/events?kind=attempt,continuation").path("events");
    assertTrue(events.size() >= 2, events::toString);
    assertEquals("attempt", events.get(0).path("kind").asText());
    String request = events.get(0).path("details").path("request").asText();
    JsonNode last = events.get(events.size() - 1);
    assertEquals("continuation", last.path("kind").asText());
    assertEquals(request, last.path("details").path("request").asText());
    assertFalse(events.toString().contains("secret"));
    JsonNode story = json("/api/v1/requests/" + request);
    assertEquals("complete", story.path("state").asText());
    assertEquals("/api/generate", story.path("operation").asText());
    assertEquals(200, story.path("status").asInt());
    assertTrue(story.path("tokens").asInt() > 5, story::toString);
    assertTrue(story.path("nodes").size() >= 2, story::toString);
    assertEquals(events, story.path("steps"));
    assertFalse(story.toString().contains("secret"));
    HttpResponse<String> unknown =
        http.send(
            HttpRequest.newBuilder(uri("/api/v1/requests/nobody")).build(),
            HttpResponse.BodyHandlers.ofString());
    assertEquals(404, unknown.statusCode());
  }

  @Test
  void historyIsFilteredByNumberTimeAndCount() throws Exception {
    JsonNode all = json("/api/v1/events");
    long newest = all.path("newest").asLong();
    assertEquals(all.path("events").size(), newest);
    assertEquals(1, json("/api/v1/events?since=" + (newest - 1)).path("events").size());
    assertEquals(0, json("/api/v1/events?since=" + newest).path("events").size());
    assertEquals(0, json("/api/v1/events?since=2999-01-01T00:00:00Z").path("events").size());
    JsonNode one = json("/api/v1/events?limit=1").path("events");
    assertEquals(newest, one.get(0).path("number").asLong());
    HttpResponse<String> wrong =
        http.send(
            HttpRequest.newBuilder(uri("/api/v1/events?kind=nonsense")).build(),
            HttpResponse.BodyHandlers.ofString());
    assertEquals(400, wrong.statusCode());
    assertTrue(wrong.body().contains("no kind of events is called 'nonsense'"), wrong.body());
  }

  @Test
  void aStreamThatBrokeGoesOnAfterItsLastEvent() throws Exception {
    long first = json("/api/v1/events").path("events").get(0).path("number").asLong();
    try (Stream stream = new Stream("/api/v1/events", "Last-Event-ID", Long.toString(first))) {
      assertEquals(first + 1, stream.next().path("number").asLong());
    }
  }

  /** Server-sent events as a client reads them. */
  private final class Stream implements AutoCloseable {
    private final InputStream body;
    private final BufferedReader lines;

    Stream(String path, String... headers) throws Exception {
      HttpRequest.Builder request =
          HttpRequest.newBuilder(uri(path)).header("Accept", "text/event-stream");
      if (headers.length > 0) {
        request.headers(headers);
      }
      body = http.send(request.build(), HttpResponse.BodyHandlers.ofInputStream()).body();
      lines = new BufferedReader(new InputStreamReader(body, StandardCharsets.UTF_8));
      assertEquals(": ", lines.readLine());
    }

    JsonNode next() throws IOException {
      for (String line = lines.readLine(); line != null; line = lines.readLine()) {
        if (line.startsWith("data: ")) {
          return Json.read(line.substring(6).getBytes(StandardCharsets.UTF_8));
        }
      }
      throw new AssertionError("the stream has ended");
    }

    @Override
    public void close() throws IOException {
      body.close();
    }
  }
}
