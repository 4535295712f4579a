package io.ollamamax;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
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
import java.util.Map;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * Streams through the real gateway from simulated nodes on real sockets. Each stream is struck at a
 * random place, whichever node it comes to; only then do its executions run clean. {@code
 * -Dstreams=1000} is the long form.
 */
@Timeout(value = 30, unit = TimeUnit.MINUTES)
class FailingNodesIT {
  private static final int NODES = 4;
  private static final int STREAMS = Integer.getInteger("streams", 100);
  private static final int AT_ONCE = 20;
  private static final int TOKENS = 30;
  private static final int OTHERS = 6;
  private static final Duration LOAD = Duration.ofMillis(300);
  private static final InetSocketAddress ANY_PORT =
      new InetSocketAddress(InetAddress.getLoopbackAddress(), 0);

  /** How one stream ended: what was wrong with it, or an honest error, or neither. */
  private record Ended(String wrong, String error) {}

  @ParameterizedTest(name = "{0}, {1} in a stream")
  @CsvSource({
    "down,1",
    "queue-full,1",
    "cold-load,1",
    "crash-midstream,1",
    "silent-eof,1",
    "gpu-hang,1",
    "down,2",
    "crash-midstream,2",
    "silent-eof,2",
    "gpu-hang,2"
  })
  void everyStreamIsStruckAndNoTokenIsLostDoubledOrMixed(String name, int strikes)
      throws Exception {
    Mode mode = Mode.of(name).orElseThrow();
    try (SimFleet fleet = new SimFleet(new SplittableRandom(1));
        HttpClient http = HttpClient.newHttpClient();
        ExecutorService clients = Executors.newFixedThreadPool(AT_ONCE);
        GatewayApp app = gateway(fleet)) {
      app.cluster().await(view -> view.serving() == NODES);
      Fault fault = new Fault(mode, Fault.RANDOM, Fault.ALL);
      if (strikes > 1) {
        othersFail(fleet, http, app, fault);
      }
      fleet.strikeEach(fault, strikes);
      List<Callable<Ended>> streams = new ArrayList<>();
      for (int i = 0; i < STREAMS; i++) {
        String id = "r" + i;
        boolean seeded = i % 3 == 0;
        boolean chat = i % 2 == 0;
        streams.add(() -> stream(http, app, mode, id, seeded, chat));
      }
      long start = System.nanoTime();
      List<String> wrong = new ArrayList<>();
      List<String> errors = new ArrayList<>();
      for (Future<Ended> result : clients.invokeAll(streams)) {
        Ended ended = result.get();
        (ended.error().isEmpty() ? wrong : errors).add(ended.wrong() + ended.error());
      }
      wrong.removeIf(String::isEmpty);
      int executions = fleet.nodes().stream().mapToInt(SimNode::requests).sum();
      System.out.printf(
          "%s x %d: %d streams, %d struck, %d whole, %d errors, %d wrong, %d executions, %d ms%n",
          name,
          strikes,
          STREAMS,
          fleet.struck().size(),
          STREAMS - wrong.size() - errors.size(),
          errors.size(),
          wrong.size(),
          executions,
          (System.nanoTime() - start) / 1_000_000);
      assertEquals(List.of(), wrong);
      Map<String, Integer> struck = fleet.struck();
      assertEquals(STREAMS, struck.size(), "streams that were struck");
      assertEquals(Set.of(strikes), Set.copyOf(struck.values()), "strikes in each of them");
      assertTrue(errors.size() * 1000 <= STREAMS, () -> "ended in errors: " + errors);
    }
  }

  /** The nodes fail under others first: alone, a request that crashes two runners is the cause. */
  private static void othersFail(SimFleet fleet, HttpClient http, GatewayApp app, Fault fault)
      throws Exception {
    fleet.strikeEach(fault, 1);
    for (int i = 0; i < OTHERS; i++) {
      assertEquals(new Ended("", ""), stream(http, app, fault.mode(), "other" + i, false, true));
    }
  }

  private static GatewayApp gateway(SimFleet fleet) throws IOException {
    SimSettings settings = new SimSettings("sim:latest", TOKENS, Duration.ofMillis(2), LOAD);
    StringBuilder yaml =
        new StringBuilder(
            """
            gateway: {stall_min: 300ms, stall_max: 300ms, first_token_min: 2s, first_token_max: 2s}
            inference: {fault_tolerance: {retry_attempts: 10, retry_delay: 100ms}}
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

  private static Ended stream(
      HttpClient http, GatewayApp app, Mode mode, String id, boolean seeded, boolean chat)
      throws Exception {
    HttpRequest request =
        HttpRequest.newBuilder(
                URI.create(
                    "http://127.0.0.1:"
                        + app.address().getPort()
                        + (chat ? "/api/chat" : "/api/generate")))
            .POST(HttpRequest.BodyPublishers.ofByteArray(body(id, seeded, chat)))
            .build();
    HttpResponse<InputStream> response =
        http.send(request, HttpResponse.BodyHandlers.ofInputStream());
    StringBuilder text = new StringBuilder();
    JsonNode last = Json.object();
    boolean broken = false;
    try (BufferedReader lines =
        new BufferedReader(new InputStreamReader(response.body(), StandardCharsets.UTF_8))) {
      for (String line = lines.readLine(); line != null; line = lines.readLine()) {
        last = Json.read(line.getBytes(StandardCharsets.UTF_8));
        text.append(last.path("message").path("content").asText(""));
        text.append(last.path("response").asText(""));
      }
    } catch (IOException e) {
      broken = true;
    }
    boolean whole = last.path("done").asBoolean() && !broken;
    List<String> violations = TokenCheck.violations(id, whole ? TOKENS : -1, text.toString());
    if (!violations.isEmpty()) {
      return new Ended(id + ": " + violations + " at " + last, "");
    }
    if (!whole) {
      return last.has("error")
          ? new Ended("", id + ": " + last)
          : new Ended(id + ": neither done nor error: " + response.statusCode() + " " + last, "");
    }
    if (last.path("eval_count").asInt() != TOKENS || last.path("prompt_eval_count").asInt() != 7) {
      return new Ended(id + ": counts " + last, "");
    }
    if (mode == Mode.COLD_LOAD && last.path("load_duration").asLong() < LOAD.toNanos()) {
      return new Ended(id + ": did not wait for the load: " + last, "");
    }
    return new Ended("", "");
  }

  /** A system text and a question: seven words as the simulated template marks them. */
  private static byte[] body(String id, boolean seeded, boolean chat) {
    ObjectNode body = Json.object().put("model", "sim");
    String system = "be brief";
    String asked = "[req:" + id + "] tell";
    if (chat) {
      ArrayNode messages = body.putArray("messages");
      messages.addObject().put("role", "system").put("content", system);
      messages.addObject().put("role", "user").put("content", asked);
    } else {
      body.put("system", system).put("prompt", asked);
    }
    if (seeded) {
      body.putObject("options").put("seed", 1);
    }
    return Json.bytes(body);
  }
}
