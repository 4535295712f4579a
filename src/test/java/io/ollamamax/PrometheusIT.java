package io.ollamamax;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import io.ollamamax.config.ConfigLoader;
import io.ollamamax.ollama.Json;
import java.io.BufferedReader;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.function.IntPredicate;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** A real Prometheus scrapes the gateway and is asked for its metrics, where one is installed. */
@Timeout(value = 2, unit = TimeUnit.MINUTES)
@SuppressWarnings("NullAway.Init")
class PrometheusIT {
  private static final Path PROMETHEUS = Path.of("/usr/bin/prometheus");
  private static final Path PROMTOOL = Path.of("/usr/bin/promtool");
  private static final List<String> KNOWN =
      List.of(
          "fault_tolerance_healing_attempts_total",
          "fault_tolerance_recovery_time_seconds_count",
          "fault_tolerance_healing_latency_seconds_count",
          "fault_tolerance_prediction_latency_seconds_count",
          "fault_tolerance_memory_usage_bytes",
          "ollamamax_requests_total",
          "ollamamax_request_duration_seconds_bucket",
          "ollamamax_nodes");
  private static final List<String> UNKNOWN =
      List.of("fault_tolerance_healing_success_rate", "fault_tolerance_prediction_accuracy");

  @TempDir private Path folder;

  @Test
  void scrapesAndAnswersEachNameOfTheGuide() throws Exception {
    assumeInstalled(PROMETHEUS);
    try (FakeOllama node = new FakeOllama();
        GatewayApp app = gateway(node);
        HttpClient http = HttpClient.newHttpClient()) {
      Path config =
          Files.writeString(
              folder.resolve("prometheus.yml"),
              """
              global: {scrape_interval: 1s}
              scrape_configs:
                - job_name: gateway
                  static_configs: [{targets: ["127.0.0.1:%d"]}]
              """
                  .formatted(app.address().getPort()));
      Process prometheus =
          new ProcessBuilder(
                  PROMETHEUS.toString(),
                  "--config.file=" + config,
                  "--storage.tsdb.path=" + folder.resolve("data"),
                  "--web.listen-address=127.0.0.1:0")
              .redirectErrorStream(true)
              .start();
      try {
        String url = address(prometheus.inputReader());
        Thread.ofVirtual().start(() -> prometheus.inputReader().lines().forEach(line -> {}));
        await(http, url, "up == 1", count -> count == 1);
        // the processor's share is known after five seconds
        await(http, url, "fault_tolerance_cpu_usage_percent", count -> count == 1);
        for (String name : KNOWN) {
          assertTrue(count(http, url, name) > 0, name);
        }
        for (String name : UNKNOWN) {
          assertEquals(0, count(http, url, name), name);
        }
      } finally {
        prometheus.destroy();
        prometheus.waitFor();
      }
    }
  }

  @Test
  void theToolFindsNothingWrongWithTheNames() throws Exception {
    assumeInstalled(PROMTOOL);
    try (FakeOllama node = new FakeOllama();
        GatewayApp app = gateway(node);
        HttpClient http = HttpClient.newHttpClient()) {
      String metrics = get(http, "http://127.0.0.1:" + app.address().getPort() + "/metrics");
      Process tool =
          new ProcessBuilder(PROMTOOL.toString(), "check", "metrics")
              .redirectErrorStream(true)
              .start();
      try (var in = tool.outputWriter()) {
        in.write(metrics);
      }
      String said = new String(tool.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
      assertEquals(0, tool.waitFor(), said);
      assertEquals("", said);
    }
  }

  private static void assumeInstalled(Path tool) {
    if (!Files.isExecutable(tool)) {
      System.err.println("SKIPPED: " + tool + " is not installed (Debian's package prometheus)");
    }
    Assumptions.assumeTrue(Files.isExecutable(tool), tool + " is not installed");
  }

  private static GatewayApp gateway(FakeOllama node) throws IOException, InterruptedException {
    GatewayApp app =
        new GatewayApp(
            ConfigLoader.parse("test", "nodes: [{url: \"" + node.url() + "\"}]").orElseThrow(),
            new InetSocketAddress(InetAddress.getLoopbackAddress(), 0),
            "",
            0);
    app.cluster().await(view -> view.serving() == 1);
    return app;
  }

  private static String address(BufferedReader log) throws IOException {
    StringBuilder all = new StringBuilder();
    for (String line = log.readLine(); line != null; line = log.readLine()) {
      all.append(line).append('\n');
      int at = line.indexOf("\"Listening on\" address=");
      if (at >= 0) {
        return "http://" + line.substring(line.indexOf('=', at) + 1).strip();
      }
    }
    throw new IOException("Prometheus did not start: " + all);
  }

  private static String get(HttpClient http, String url) throws Exception {
    return http.send(HttpRequest.newBuilder(URI.create(url)).build(), BodyHandlers.ofString())
        .body();
  }

  private static int count(HttpClient http, String url, String query) throws Exception {
    String encoded = URLEncoder.encode(query, StandardCharsets.UTF_8);
    String said = get(http, url + "/api/v1/query?query=" + encoded);
    if (!said.startsWith("{")) {
      return -1; // it says in words that it is not ready yet
    }
    JsonNode answer = Json.read(said.getBytes(StandardCharsets.UTF_8));
    return answer.path("data").path("result").size();
  }

  private static void await(HttpClient http, String url, String query, IntPredicate wanted)
      throws Exception {
    while (!wanted.test(count(http, url, query))) {
      Thread.onSpinWait();
    }
  }
}
