package io.ollamamax;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import io.ollamamax.config.Config;
import io.ollamamax.config.ConfigLoader;
import io.ollamamax.ollama.Json;
import io.ollamamax.simnode.Fault;
import io.ollamamax.simnode.Mode;
import io.ollamamax.simnode.SimFleet;
import io.ollamamax.simnode.SimNode;
import io.ollamamax.simnode.SimSettings;
import io.ollamamax.simnode.TokenCheck;
import java.io.BufferedReader;
import java.io.IOException;
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
import java.util.SplittableRandom;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * Streams through the real gateway from simulated nodes on real sockets, of which all but one fail
 * in one mode. {@code -Dstreams=1000} is the long form.
 */
@Timeout(value = 15, unit = TimeUnit.MINUTES)
class FailingNodesIT {
  private static final int NODES = 4;
  private static final int STREAMS = Integer.getInteger("streams", 100);
  private static final int AT_ONCE = 20;
  private static final InetSocketAddress ANY_PORT =
      new InetSocketAddress(InetAddress.getLoopbackAddress(), 0);

  @ParameterizedTest
  @EnumSource(Mode.class)
  void noTokenIsLostDoubledOrMixedAndEveryStreamEndsInDone(Mode mode) throws Exception {
    SimSettings settings =
        new SimSettings("sim:latest", 30, Duration.ofMillis(2), Duration.ofMillis(300));
    try (SimFleet fleet = new SimFleet(new SplittableRandom(1));
        HttpClient http = HttpClient.newHttpClient();
        ExecutorService clients = Executors.newFixedThreadPool(AT_ONCE)) {
      StringBuilder yaml =
          new StringBuilder(
              "gateway: {stall_min: 300ms, stall_max: 300ms, first_token_min: 2s, first_token_max:"
                  + " 2s}\n"
                  + "inference: {fault_tolerance: {retry_attempts: 10, retry_delay: 100ms}}\n"
                  + "logging: {access: false}\n"
                  + "nodes:\n");
      List<SimNode> nodes = new ArrayList<>();
      for (int i = 0; i < NODES; i++) {
        nodes.add(fleet.start(settings, ANY_PORT));
        yaml.append("  - {id: n").append(i).append(", url: \"").append(nodes.get(i).url());
        yaml.append("\"}\n");
      }
      try (GatewayApp app = new GatewayApp(config(yaml.toString()), ANY_PORT, "", 0)) {
        app.cluster().await(view -> view.serving() == NODES);
        nodes.subList(1, NODES).forEach(node -> node.arm(new Fault(mode, -1, -1)));
        List<Callable<String>> streams = new ArrayList<>();
        for (int i = 0; i < STREAMS; i++) {
          String id = mode.name().charAt(0) + "r" + i;
          boolean seeded = i % 3 == 0;
          boolean chat = i % 2 == 0;
          streams.add(() -> stream(http, app, id, seeded, chat));
        }
        List<String> wrong = new ArrayList<>();
        for (Future<String> result : clients.invokeAll(streams)) {
          if (!result.get().isEmpty()) {
            wrong.add(result.get());
          }
        }
        assertEquals(List.of(), wrong);
        assertTrue(
            nodes.subList(1, NODES).stream().anyMatch(node -> node.requests() > 0),
            "failing nodes were asked");
      }
    }
  }

  private static Config config(String yaml) {
    return ConfigLoader.parse("test", yaml).orElseThrow();
  }

  /** What is wrong with one stream; empty where it is whole. */
  private static String stream(
      HttpClient http, GatewayApp app, String id, boolean seeded, boolean chat) throws Exception {
    String prompt = "[req:" + id + "] tell";
    String body =
        "{\"model\":\"sim\","
            + (chat
                ? "\"messages\":[{\"role\":\"user\",\"content\":\"" + prompt + "\"}]"
                : "\"prompt\":\"" + prompt + "\"")
            + (seeded ? ",\"options\":{\"seed\":1}" : "")
            + "}";
    HttpRequest request =
        HttpRequest.newBuilder(
                URI.create(
                    "http://127.0.0.1:"
                        + app.address().getPort()
                        + (chat ? "/api/chat" : "/api/generate")))
            .POST(HttpRequest.BodyPublishers.ofString(body))
            .build();
    HttpResponse<java.io.InputStream> response =
        http.send(request, HttpResponse.BodyHandlers.ofInputStream());
    StringBuilder text = new StringBuilder();
    JsonNode last = Json.object();
    try (BufferedReader lines =
        new BufferedReader(new InputStreamReader(response.body(), StandardCharsets.UTF_8))) {
      for (String line = lines.readLine(); line != null; line = lines.readLine()) {
        last = Json.read(line.getBytes(StandardCharsets.UTF_8));
        text.append(last.path("message").path("content").asText(""));
        text.append(last.path("response").asText(""));
      }
    } catch (IOException e) {
      return id + ": broken: " + last;
    }
    if (!last.path("done").asBoolean()) {
      return id + ": no done: " + response.statusCode() + " " + last;
    }
    if (last.path("eval_count").asInt() != 30 || last.path("prompt_eval_count").asInt() != 10) {
      return id + ": counts " + last;
    }
    List<String> violations = TokenCheck.violations(id, 30, text.toString());
    return violations.isEmpty() ? "" : id + ": " + violations;
  }
}
