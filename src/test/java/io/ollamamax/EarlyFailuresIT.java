package io.ollamamax;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import io.ollamamax.config.ConfigLoader;
import io.ollamamax.ollama.Json;
import io.ollamamax.simnode.Fault;
import io.ollamamax.simnode.Mode;
import io.ollamamax.simnode.SimFleet;
import io.ollamamax.simnode.SimNode;
import io.ollamamax.simnode.SimSettings;
import io.ollamamax.simnode.TokenCheck;
import java.io.IOException;
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
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * Fifteen simulated nodes of which fourteen fail before the first byte, two hundred requests at
 * once: no client sees an error. Prints how many attempts that took.
 */
@Timeout(value = 10, unit = TimeUnit.MINUTES)
class EarlyFailuresIT {
  private static final int NODES = 15;
  private static final int REQUESTS = 200;
  private static final int TOKENS = 20;
  private static final InetSocketAddress ANY_PORT =
      new InetSocketAddress(InetAddress.getLoopbackAddress(), 0);

  @ParameterizedTest(name = "{0} {1}")
  @CsvSource({
    "down,refused",
    "down,black-hole",
    "queue-full,",
    "silent-queue,",
    "cold-load,",
    "load-stall,runner",
    "load-stall,server",
    "oom-load,load",
    "crash-early,",
    "gpu-hang,",
    "stuck-unload,",
    "reload-thrash,",
    "wrong-node,404",
    "partition,both",
    "partition,out"
  })
  void fourteenOfFifteenNodesFailAndNoClientSeesIt(String name, String variant) throws Exception {
    Mode mode = Mode.of(name).orElseThrow();
    try (SimFleet fleet = new SimFleet(new SplittableRandom(1));
        HttpClient http = HttpClient.newHttpClient();
        GatewayApp app = gateway(fleet)) {
      app.cluster().await(view -> view.serving() == NODES);
      List<SimNode> failing = fleet.nodes().subList(0, NODES - 1);
      Fault fault = Fault.ofNode(mode).taking(Duration.ofMillis(500));
      failing.forEach(node -> node.arm(variant == null ? fault : fault.with(variant)));
      List<CompletableFuture<String>> answers = new ArrayList<>();
      for (int i = 0; i < REQUESTS; i++) {
        answers.add(ask(http, app, "r" + i, i % 2 == 0));
      }
      List<String> wrong = new ArrayList<>();
      for (CompletableFuture<String> answer : answers) {
        wrong.add(answer.get());
      }
      wrong.removeIf(String::isEmpty);
      int executions = fleet.nodes().stream().mapToInt(SimNode::requests).sum();
      System.out.printf(
          "%s %s: %d requests, %d client-visible errors, %d attempts reached a node (%.2f each)%n",
          name,
          variant == null ? "" : variant,
          REQUESTS,
          wrong.size(),
          executions,
          executions / (double) REQUESTS);
      assertEquals(List.of(), wrong);
      assertTrue(executions >= REQUESTS, "every answer came from a node");
    }
  }

  private static GatewayApp gateway(SimFleet fleet) throws IOException {
    SimSettings settings =
        new SimSettings("sim:latest", TOKENS, Duration.ofMillis(2), Duration.ofMillis(300));
    StringBuilder yaml =
        new StringBuilder(
            """
            gateway:
              {connect_timeout: 1s, stall_min: 2s, first_token_min: 2s, first_token_max: 4s,
               queue_timeout: 60s}
            inference: {fault_tolerance: {retry_delay: 200ms}}
            logging: {access: false}
            nodes:
            """);
    for (int i = 0; i < NODES; i++) {
      String url = fleet.start(settings, ANY_PORT).url().toString();
      yaml.append("  - {id: n").append(i).append(", url: \"").append(url).append("\"}\n");
    }
    return new GatewayApp(
        ConfigLoader.parse("test", yaml.toString()).orElseThrow(), ANY_PORT, "", 0);
  }

  /** What is wrong with one answer; empty where it is whole. */
  private static CompletableFuture<String> ask(
      HttpClient http, GatewayApp app, String id, boolean streams) {
    String body =
        "{\"model\":\"sim\",\"prompt\":\"[req:" + id + "] tell\",\"stream\":" + streams + "}";
    HttpRequest request =
        HttpRequest.newBuilder(
                URI.create("http://127.0.0.1:" + app.address().getPort() + "/api/generate"))
            .POST(HttpRequest.BodyPublishers.ofString(body))
            .build();
    return http.sendAsync(request, HttpResponse.BodyHandlers.ofByteArray())
        .thenApply(response -> id + check(id, response))
        .exceptionally(e -> id + ": " + e.getMessage())
        .thenApply(found -> found.equals(id) ? "" : found);
  }

  private static String check(String id, HttpResponse<byte[]> response) {
    String whole = new String(response.body(), StandardCharsets.UTF_8);
    if (response.statusCode() != 200) {
      return ": " + response.statusCode() + " " + whole;
    }
    StringBuilder text = new StringBuilder();
    boolean done = false;
    try {
      for (String line : whole.lines().toList()) {
        JsonNode piece = Json.read(line.getBytes(StandardCharsets.UTF_8));
        text.append(piece.path("response").asText(""));
        done = piece.path("done").asBoolean(false);
      }
    } catch (IOException e) {
      return ": no JSON: " + whole;
    }
    List<String> violations = TokenCheck.violations(id, TOKENS, text.toString());
    return violations.isEmpty() && done ? "" : ": done " + done + " " + violations;
  }
}
