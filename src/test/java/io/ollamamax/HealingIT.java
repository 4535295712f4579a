package io.ollamamax;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import io.ollamamax.cluster.NodeId;
import io.ollamamax.cluster.NodeStatus;
import io.ollamamax.config.ConfigLoader;
import io.ollamamax.events.Event;
import io.ollamamax.ollama.Json;
import java.io.BufferedReader;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.TimeUnit;
import java.util.function.Predicate;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Real nodes under an agent that fail are healed, and the answers that they gave go on. */
@Timeout(value = 5, unit = TimeUnit.MINUTES)
@SuppressWarnings("NullAway.Init")
class HealingIT {
  private static final int NODES = 3;

  private final HttpClient http = HttpClient.newHttpClient();
  private GatewayApp app;

  @BeforeEach
  void start() throws Exception {
    app =
        new GatewayApp(
            ConfigLoader.parse(
                    "test",
                    """
                    logging: {access: false}
                    embedded: {pace: 20}
                    inference:
                      fault_tolerance:
                        health_check_interval: 5s
                        self_healing: {healing_interval: 10s, monitoring_interval: 1s}
                        performance_tracking: {window_size: 1m}
                    """)
                .orElseThrow(),
            new InetSocketAddress(InetAddress.getLoopbackAddress(), 0),
            "",
            NODES);
    app.cluster().await(view -> view.serving() == NODES);
  }

  @AfterEach
  void stop() {
    app.close();
    http.close();
  }

  private URI uri(String path) {
    return URI.create("http://127.0.0.1:" + app.address().getPort() + path);
  }

  private JsonNode call(String method, String path, String body) throws Exception {
    HttpResponse<byte[]> answer =
        http.send(
            HttpRequest.newBuilder(uri(path)).method(method, BodyPublishers.ofString(body)).build(),
            BodyHandlers.ofByteArray());
    return Json.read(answer.body());
  }

  private Event await(Predicate<Event> wanted) throws InterruptedException {
    long at = 0;
    while (true) {
      for (Event event : app.events().await(at, 100, 10_000)) {
        at = event.number();
        if (wanted.test(event)) {
          return event;
        }
      }
    }
  }

  /** What healing shows, once an operation is among what is done. */
  private JsonNode healing() throws Exception {
    JsonNode healing = call("GET", "/api/v1/healing", "");
    while (healing.path("done").isEmpty()) {
      healing = call("GET", "/api/v1/healing", "");
    }
    return healing;
  }

  private static boolean healed(Event event, String node) {
    return event.kind() == Event.Kind.REMEDY
        && event.node().equals(node)
        && "succeeded".equals(event.details().get("result"));
  }

  private static void signal(long pid, String signal) throws Exception {
    assertEquals(0, new ProcessBuilder("kill", "-" + signal, Long.toString(pid)).start().waitFor());
  }

  private long pid(String node) {
    return app.cluster().view().node(new NodeId(node)).orElseThrow().pid();
  }

  /** Stops or kills the node that an answer comes from; the answer must end whole. */
  private String failInTheMiddle(String signal) throws Exception {
    HttpResponse<InputStream> answer =
        http.send(
            HttpRequest.newBuilder(uri("/api/generate"))
                .POST(
                    BodyPublishers.ofString(
                        "{\"model\":\"tiny\",\"prompt\":\"Tell me a story.\","
                            + "\"options\":{\"num_predict\":60,\"temperature\":0}}"))
                .build(),
            BodyHandlers.ofInputStream());
    String node = answer.headers().firstValue("X-Served-By").orElseThrow();
    JsonNode last = Json.object();
    int lines = 0;
    try (BufferedReader in =
        new BufferedReader(new InputStreamReader(answer.body(), StandardCharsets.UTF_8))) {
      for (String line = in.readLine(); line != null; line = in.readLine()) {
        last = Json.read(line.getBytes(StandardCharsets.UTF_8));
        if (++lines == 5) {
          signal(pid(node), signal);
        }
      }
    }
    assertTrue(last.path("done").asBoolean(), last::toString);
    assertEquals(60, last.path("eval_count").asInt(), last::toString);
    return node;
  }

  @Test
  void aStoppedProcessIsReplacedWhileItsAnswerGoesOnElsewhere() throws Exception {
    String node = failInTheMiddle("STOP");
    await(event -> healed(event, node));
    assertEquals(
        NodeStatus.HEALTHY, app.cluster().view().node(new NodeId(node)).orElseThrow().status());
    JsonNode healing = healing();
    JsonNode done = healing.path("done").get(0);
    assertEquals("service_restart", done.path("strategy").asText(), done::toString);
    assertEquals("fault", done.path("trigger").asText(), done::toString);
    assertEquals(0, done.path("severity_after").asDouble(), done::toString);
    assertEquals(1, healing.path("counters").path("successes_total").asInt());
  }

  @Test
  void aKilledProcessIsStartedByItsSupervisorAndCountsAsHealedOnceItServes() throws Exception {
    String node = failInTheMiddle("KILL");
    Event healed = await(event -> healed(event, node));
    assertEquals("service_restart", healed.details().get("strategy"));
    JsonNode healing = healing();
    assertEquals("supervisor", healing.path("done").get(0).path("trigger").asText());
    assertEquals(0, healing.path("quarantines").size());
  }

  @Test
  void aPersonsOrderIsCarriedOutAndMeasured() throws Exception {
    String order = "{\"node\":\"embedded-1\",\"strategy\":\"service_restart\",\"dry_run\":%s}";
    long before = pid("embedded-1");
    JsonNode dry = call("POST", "/api/v1/healing", order.formatted(true));
    assertTrue(dry.path("accepted").asBoolean(), dry::toString);
    assertEquals("drain embedded-1", dry.path("steps").get(0).asText());
    assertEquals(before, pid("embedded-1"));
    JsonNode real = call("POST", "/api/v1/healing", order.formatted(false));
    assertTrue(real.path("accepted").asBoolean(), real::toString);
    await(event -> healed(event, "embedded-1"));
    assertNotEquals(before, pid("embedded-1"));
  }
}
