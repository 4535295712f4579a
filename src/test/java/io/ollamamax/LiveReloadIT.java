package io.ollamamax;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;

import com.fasterxml.jackson.databind.JsonNode;
import io.ollamamax.cluster.MemoryControlState;
import io.ollamamax.config.ConfigLoader;
import io.ollamamax.config.store.Author;
import io.ollamamax.config.store.Component;
import io.ollamamax.config.store.ConfigStore;
import io.ollamamax.config.store.Launch;
import io.ollamamax.config.store.Outcome;
import io.ollamamax.loop.SystemTime;
import io.ollamamax.ollama.Json;
import io.ollamamax.simnode.SimFleet;
import io.ollamamax.simnode.SimNode;
import io.ollamamax.simnode.SimSettings;
import io.ollamamax.simnode.TokenCheck;
import java.io.BufferedReader;
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
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalLong;
import java.util.SplittableRandom;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/**
 * Streams that run while the configuration is changed in every way see nothing of it. {@code
 * -Dlive.streams=1000} is the long form.
 */
@Timeout(value = 5, unit = TimeUnit.MINUTES)
class LiveReloadIT {
  private static final int STREAMS = Integer.getInteger("live.streams", 100);
  private static final int TOKENS = 60;
  private static final InetSocketAddress ANY_PORT =
      new InetSocketAddress(InetAddress.getLoopbackAddress(), 0);
  private static final Author ADA = new Author("ada", "");

  @Test
  void runningStreamsAreUntouched() throws Exception {
    SimSettings settings =
        new SimSettings("sim:latest", TOKENS, Duration.ofMillis(50), Duration.ZERO);
    try (SimFleet fleet = new SimFleet(new SplittableRandom(1));
        HttpClient http = HttpClient.newHttpClient();
        ExecutorService clients = Executors.newVirtualThreadPerTaskExecutor()) {
      List<SimNode> nodes =
          List.of(fleet.start(settings, ANY_PORT), fleet.start(settings, ANY_PORT));
      String yaml =
          "logging: {access: false}\nnodes: [{url: '%s'}, {url: '%s'}]"
              .formatted(nodes.get(0).url(), nodes.get(1).url());
      Launch launch = Launch.of(ConfigLoader.parse("test", yaml).orElseThrow());
      ConfigStore store = new ConfigStore(new MemoryControlState(), launch, new SystemTime());
      try (GatewayApp app = new GatewayApp(store, List.of(), ANY_PORT, "", EmbeddedPlan.NONE)) {
        app.cluster().await(view -> view.serving() == 2);
        URI url = URI.create("http://127.0.0.1:" + app.address().getPort() + "/api/generate");
        CountDownLatch begun = new CountDownLatch(STREAMS);
        List<Future<String>> streams = new ArrayList<>();
        for (int i = 0; i < STREAMS; i++) {
          String id = "r" + i;
          streams.add(clients.submit(() -> stream(http, url, id, begun)));
        }
        begun.await();
        change(store, yaml);
        List<String> wrong = new ArrayList<>();
        for (Future<String> stream : streams) {
          if (!stream.get().isEmpty()) {
            wrong.add(stream.get());
          }
        }
        assertEquals(List.of(), wrong);
        assertEquals(STREAMS, nodes.stream().mapToInt(SimNode::requests).sum());
        assertEquals(0, nodes.stream().mapToInt(SimNode::cancelled).sum());
      }
    }
  }

  private static void change(ConfigStore store, String yaml) {
    String other =
        yaml.replace("access: false", "access: true, level: warn")
            + "\ngateway: {stall_min: 1s, queue_timeout: 1s}"
            + "\ninference: {fault_tolerance: {retry_attempts: 1, health_check_interval: 5s}}";
    List<Outcome> outcomes = new ArrayList<>();
    for (Component component : Component.values()) {
      outcomes.add(store.disable(ADA, component));
    }
    outcomes.add(store.reload(ADA, "other", other.getBytes(StandardCharsets.UTF_8), false));
    outcomes.add(
        store.put(
            ADA,
            OptionalLong.empty(),
            "{self_healing: {enable_failover: false}}".getBytes(StandardCharsets.UTF_8)));
    for (Component component : Component.values()) {
      outcomes.add(store.enable(ADA, component));
    }
    outcomes.add(store.rollback(ADA, 1));
    outcomes.forEach(outcome -> assertInstanceOf(Outcome.Applied.class, outcome));
  }

  /** What is wrong with one stream; empty where it is whole. */
  private static String stream(HttpClient http, URI url, String id, CountDownLatch begun)
      throws Exception {
    String body = "{\"model\":\"sim\",\"prompt\":\"[req:" + id + "] tell\"}";
    HttpResponse<InputStream> response =
        http.send(
            HttpRequest.newBuilder(url).POST(HttpRequest.BodyPublishers.ofString(body)).build(),
            HttpResponse.BodyHandlers.ofInputStream());
    StringBuilder text = new StringBuilder();
    JsonNode last = Json.object();
    try (BufferedReader lines =
        new BufferedReader(new InputStreamReader(response.body(), StandardCharsets.UTF_8))) {
      for (String line = lines.readLine(); line != null; line = lines.readLine()) {
        if (begun.getCount() > 0 && text.isEmpty()) {
          begun.countDown();
        }
        last = Json.read(line.getBytes(StandardCharsets.UTF_8));
        text.append(last.path("response").asText(""));
      }
    }
    if (!last.path("done").asBoolean()) {
      return id + ": no done: " + response.statusCode() + " " + last;
    }
    List<String> violations = TokenCheck.violations(id, TOKENS, text.toString());
    return violations.isEmpty() ? "" : id + ": " + violations;
  }
}
