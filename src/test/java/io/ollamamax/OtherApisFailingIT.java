package io.ollamamax;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.ollamamax.config.ConfigLoader;
import io.ollamamax.simnode.Fault;
import io.ollamamax.simnode.Mode;
import io.ollamamax.simnode.SimFleet;
import io.ollamamax.simnode.SimNode;
import io.ollamamax.simnode.SimSettings;
import io.ollamamax.simnode.TokenCheck;
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
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What clients of OpenAI's and Anthropic's APIs see of failing nodes. */
@Timeout(value = 5, unit = TimeUnit.MINUTES)
class OtherApisFailingIT {
  private static final InetSocketAddress ANY_PORT =
      new InetSocketAddress(InetAddress.getLoopbackAddress(), 0);
  private static final String CHAT = "/v1/chat/completions";
  private static final String COMPLETIONS = "/v1/completions";
  private static final String MESSAGES = "/v1/messages";

  private final SimFleet fleet = new SimFleet(new SplittableRandom(1));
  private final List<SimNode> nodes = new ArrayList<>();
  private final HttpClient http = HttpClient.newHttpClient();
  private GatewayApp app;

  @BeforeEach
  void start() throws Exception {
    StringBuilder yaml =
        new StringBuilder(
            "gateway: {stall_min: 400ms, stall_max: 400ms, keepalive_interval: 100ms,"
                + " queue_timeout: 1s}\n"
                + "logging: {access: false}\n"
                + "nodes:\n");
    for (int i = 0; i < 2; i++) {
      nodes.add(fleet.start(SimSettings.STANDARD, ANY_PORT));
      yaml.append("  - {id: n").append(i).append(", url: \"").append(nodes.get(i).url());
      yaml.append("\"}\n");
    }
    app =
        new GatewayApp(ConfigLoader.parse("test", yaml.toString()).orElseThrow(), ANY_PORT, "", 0);
    app.cluster().await(view -> view.serving() == 2);
  }

  @AfterEach
  void stop() {
    app.close();
    fleet.close();
    http.close();
  }

  private record Seen(int status, List<String> lines, boolean reset) {
    private String text() {
      StringBuilder text = new StringBuilder();
      for (String line : lines) {
        int at = Math.max(line.indexOf("\"content\":\""), line.indexOf("\"text\":\""));
        if (line.startsWith("data: ") && at > 0) {
          int from = line.indexOf(":\"", at) + 2;
          text.append(line, from, line.indexOf('"', from));
        }
      }
      return text.toString();
    }
  }

  private static String body(String path, String id, String more) {
    String prompt = "[req:" + id + "] tell";
    return "{\"model\":\"sim\",\"stream\":true,\"max_tokens\":500,\"seed\":1"
        + more
        + (path.equals(COMPLETIONS)
            ? ",\"prompt\":\"" + prompt + "\"}"
            : ",\"messages\":[{\"role\":\"user\",\"content\":\"" + prompt + "\"}]}");
  }

  private Seen send(String path, String body) throws Exception {
    HttpRequest request =
        HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + app.address().getPort() + path))
            .POST(HttpRequest.BodyPublishers.ofString(body))
            .build();
    HttpResponse<InputStream> response =
        http.send(request, HttpResponse.BodyHandlers.ofInputStream());
    List<String> seen = new ArrayList<>();
    boolean reset = false;
    try (BufferedReader lines =
        new BufferedReader(new InputStreamReader(response.body(), StandardCharsets.UTF_8))) {
      for (String line = lines.readLine(); line != null; line = lines.readLine()) {
        seen.add(line);
      }
    } catch (IOException e) {
      reset = true;
    }
    return new Seen(response.statusCode(), seen, reset);
  }

  @ParameterizedTest
  @ValueSource(strings = {CHAT, COMPLETIONS, MESSAGES})
  void aGapIsFilledByCommentsAndTheStreamGoesOnWhole(String path) throws Exception {
    nodes.forEach(node -> node.arm(new Fault(Mode.GPU_HANG, 7, 1)));
    Seen seen = send(path, body(path, "gap", ",\"temperature\":0"));
    assertEquals(200, seen.status());
    assertEquals(List.of(), TokenCheck.violations("gap", 40, seen.text()), seen.toString());
    assertTrue(seen.lines().contains(": keepalive"), seen.toString());
    assertTrue(!seen.reset());
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '~',
      value = {
        CHAT + " | ,\"response_format\":{\"type\":\"json_object\"} | {\"error\":{\"message\":",
        MESSAGES
            + " | ,\"output_config\":{\"format\":{\"type\":\"json_schema\",\"schema\":{}}} |"
            + " {\"type\":\"error\",\"error\":{\"type\":\"api_error\"",
      })
  void aStreamThatCannotGoOnEndsByAnErrorEventAndAReset(String path, String more, String error)
      throws Exception {
    nodes.forEach(node -> node.arm(new Fault(Mode.CRASH_MIDSTREAM, 7, -1)));
    Seen seen = send(path, body(path, "end", more));
    assertEquals(200, seen.status());
    int at = seen.lines().indexOf("event: error");
    assertTrue(at > 0, seen.toString());
    assertTrue(seen.lines().get(at + 1).startsWith("data: " + error), seen.toString());
    assertTrue(seen.reset(), "reset");
    assertTrue(seen.lines().stream().noneMatch(line -> line.contains("[DONE]")));
    String tokens = seen.text().substring(Math.max(0, seen.text().indexOf(" end.0.")));
    int whole = (int) tokens.chars().filter(c -> c == ';').count();
    assertTrue(whole >= 6, seen.toString());
    assertEquals(List.of(), TokenCheck.violations("end", whole, tokens), seen.toString());
  }

  @ParameterizedTest
  @ValueSource(strings = {CHAT, COMPLETIONS, MESSAGES})
  void aFullNodeIsNotNoticed(String path) throws Exception {
    nodes.getFirst().arm(new Fault(Mode.QUEUE_FULL, -1, -1));
    for (int i = 0; i < 5; i++) {
      Seen seen = send(path, body(path, "full" + i, ""));
      assertEquals(List.of(), TokenCheck.violations("full" + i, 40, seen.text()), seen.toString());
    }
  }

  @Test
  void whereAllNodesAreFullTheClientIsToldWhenToComeAgain() throws Exception {
    nodes.forEach(node -> node.arm(new Fault(Mode.QUEUE_FULL, -1, -1)));
    Seen seen = send(MESSAGES, body(MESSAGES, "busy", ""));
    assertEquals(503, seen.status());
    assertTrue(
        seen.lines().getFirst().startsWith("{\"type\":\"error\",\"error\":{\"type\":\"overloaded"),
        seen.toString());
    assertTrue(
        send(CHAT, body(CHAT, "busy", ""))
            .lines()
            .getFirst()
            .startsWith("{\"error\":{\"message\":"));
  }
}
