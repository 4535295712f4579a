package io.ollamamax.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import io.ollamamax.ollama.Json;
import io.ollamamax.simnode.SimFleet;
import io.ollamamax.simnode.SimSettings;
import io.ollamamax.simnode.TokenCheck;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.net.ConnectException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** A gateway that is asked to end (SIGTERM) in the middle of an answer. */
@Timeout(value = 1, unit = java.util.concurrent.TimeUnit.MINUTES)
@SuppressWarnings("NullAway.Init")
class DrainIT {
  private static final int TOKENS = 150;
  private static final int TERMINATED = 128 + 15;

  @TempDir private Path folder;

  private interface Asked {
    void inTheMiddle(GatewayProcess gateway, BufferedReader lines) throws Exception;
  }

  private void ask(String drainTimeout, Asked test) throws Exception {
    SimSettings settings =
        new SimSettings("sim:latest", TOKENS, Duration.ofMillis(10), Duration.ofSeconds(1));
    try (SimFleet fleet = new SimFleet(new SplittableRandom(1));
        HttpClient http = HttpClient.newHttpClient()) {
      URI node =
          fleet.start(settings, new InetSocketAddress(InetAddress.getLoopbackAddress(), 0)).url();
      Path file =
          Files.writeString(
              folder.resolve("c.yaml"),
              """
              gateway: {drain_timeout: %s}
              nodes: [{url: "%s"}]
              cluster: {data_dir: "%s"}
              """
                  .formatted(drainTimeout, node, folder.resolve("state")));
      try (GatewayProcess gateway = new GatewayProcess(file)) {
        HttpRequest request =
            HttpRequest.newBuilder(URI.create(gateway.url() + "/api/generate"))
                .POST(BodyPublishers.ofString("{\"model\":\"sim\",\"prompt\":\"[req:d] tell\"}"))
                .build();
        InputStream body = http.send(request, BodyHandlers.ofInputStream()).body();
        try (BufferedReader lines =
            new BufferedReader(new InputStreamReader(body, StandardCharsets.UTF_8))) {
          test.inTheMiddle(gateway, lines);
        }
        assertEquals(TERMINATED, gateway.exitCode());
      }
    }
  }

  @Test
  void theRunningAnswerEndsWholeAndNoOtherBegins() throws Exception {
    ask(
        "30s",
        (gateway, lines) -> {
          StringBuilder text = new StringBuilder();
          JsonNode last = next(lines, text);
          gateway.terminate();
          whileItListens(gateway, lines, text);
          while (!last.path("done").asBoolean()) {
            last = next(lines, text);
          }
          assertEquals(List.of(), TokenCheck.violations("d", TOKENS, text.toString()));
        });
  }

  /** Reads on, asking for health between lines, for as long as anything answers. */
  private static void whileItListens(
      GatewayProcess gateway, BufferedReader lines, StringBuilder text) throws Exception {
    while (true) {
      try {
        gateway.get("/api/v1/health");
      } catch (ConnectException e) {
        return;
      } catch (IOException e) {
        // the connection of the question before was closed under it
      }
      next(lines, text);
    }
  }

  @Test
  void whatOutlastsTheDrainTimeEndsWithAnError() throws Exception {
    ask(
        "100ms",
        (gateway, lines) -> {
          StringBuilder text = new StringBuilder();
          JsonNode last = next(lines, text);
          gateway.terminate();
          while (!last.has("error")) {
            last = next(lines, text);
          }
          assertTrue(
              last.get("error").asText().endsWith("the gateway is shutting down"), last::toString);
          assertThrows(IOException.class, lines::readLine);
          assertEquals(List.of(), TokenCheck.violations("d", -1, text.toString()));
        });
  }

  private static JsonNode next(BufferedReader lines, StringBuilder text) throws IOException {
    String line = lines.readLine();
    if (line == null) {
      throw new IOException("the stream ended after " + text);
    }
    JsonNode json = Json.read(line.getBytes(StandardCharsets.UTF_8));
    text.append(json.path("response").asText(""));
    return json;
  }
}
