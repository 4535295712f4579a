package io.ollamamax;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import io.ollamamax.config.ConfigLoader;
import io.ollamamax.ollama.Json;
import io.ollamamax.simnode.SimFleet;
import io.ollamamax.simnode.SimSettings;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/**
 * Clients that send anything, and nodes that answer anything: nothing hangs, nothing is held, and
 * the next right request is answered. {@code -Dfuzz=5000} is the long form.
 */
@Timeout(value = 10, unit = TimeUnit.MINUTES)
class HostileInputIT {
  private static final int RUNS = Integer.getInteger("fuzz", 300);
  private static final int AT_ONCE = 50;
  private static final int PATIENCE_MILLIS = 3_000;
  private static final InetSocketAddress ANY_PORT =
      new InetSocketAddress(InetAddress.getLoopbackAddress(), 0);
  private static final String RIGHT =
      String.join(
          "\r\n",
          "POST /api/generate HTTP/1.1",
          "Host: a",
          "Content-Type: application/json",
          "Content-Length: 60",
          "X-More: abc",
          "Connection: close",
          "",
          "{\"model\":\"sim\",\"prompt\":\"[req:f] [len:3] hi\",\"stream\":true }");

  private static GatewayApp gateway(List<URI> nodes) throws IOException {
    StringBuilder yaml =
        new StringBuilder(
            """
            gateway:
              {stall_min: 500ms, stall_max: 500ms, first_token_min: 500ms, first_token_max: 500ms,
               queue_timeout: 2s}
            inference: {fault_tolerance: {retry_attempts: 1, retry_delay: 100ms}}
            logging: {access: false}
            nodes:
            """);
    nodes.forEach(url -> yaml.append("  - {url: \"").append(url).append("\"}\n"));
    return new GatewayApp(
        ConfigLoader.parse("test", yaml.toString()).orElseThrow(), ANY_PORT, "", 0);
  }

  @Test
  void whateverAClientSendsIsAnsweredOrCut() throws Exception {
    SplittableRandom random = new SplittableRandom(7);
    try (SimFleet fleet = new SimFleet(new SplittableRandom(1))) {
      URI node = fleet.start(SimSettings.STANDARD, ANY_PORT).url();
      try (GatewayApp app = gateway(List.of(node))) {
        app.cluster().await(view -> view.serving() == 1);
        int answered = 0;
        try (ExecutorService clients = Executors.newVirtualThreadPerTaskExecutor()) {
          List<Future<String>> replies = new ArrayList<>();
          for (int i = 0; i < RUNS; i++) {
            byte[] request = spoilt(random);
            replies.add(clients.submit(() -> exchange(app.address(), request)));
            if (replies.size() == AT_ONCE || i == RUNS - 1) {
              for (Future<String> reply : replies) {
                String text = reply.get();
                assertTrue(text.isEmpty() || text.startsWith("HTTP/1.1 "), text);
                answered += text.isEmpty() ? 0 : 1;
              }
              replies.clear();
            }
          }
        }
        assertTrue(answered > RUNS / 4, "most were answered: " + answered);
        String right = exchange(app.address(), RIGHT.getBytes(StandardCharsets.UTF_8));
        assertTrue(right.startsWith("HTTP/1.1 200 ") && right.contains("\"done\":true"), right);
        assertEquals(0, inFlight(app));
      }
    }
  }

  private static byte[] spoilt(SplittableRandom random) {
    byte[] request = RIGHT.getBytes(StandardCharsets.UTF_8);
    for (int changes = 1 + random.nextInt(4); changes > 0; changes--) {
      request[random.nextInt(request.length)] = (byte) random.nextInt(256);
    }
    return random.nextInt(3) == 0
        ? Arrays.copyOf(request, random.nextInt(request.length))
        : request;
  }

  /** Sends all and reads until the connection ends, or nothing more comes. */
  private static String exchange(InetSocketAddress to, byte[] request) throws IOException {
    ByteArrayOutputStream read = new ByteArrayOutputStream();
    try (Socket socket = new Socket(to.getAddress(), to.getPort());
        OutputStream out = socket.getOutputStream();
        InputStream in = socket.getInputStream()) {
      socket.setSoTimeout(PATIENCE_MILLIS);
      out.write(request);
      in.transferTo(read);
    } catch (IOException e) {
      // cut, or it waits for what is missing
    }
    return read.toString(StandardCharsets.ISO_8859_1);
  }

  @Test
  void whateverANodeAnswersTheClientGetsAnEnd() throws Exception {
    try (HostileNode one = new HostileNode(1);
        HostileNode two = new HostileNode(2);
        HttpClient http = HttpClient.newHttpClient();
        GatewayApp app = gateway(List.of(one.url(), two.url()))) {
      app.cluster().await(view -> view.serving() == 2);
      int whole = 0;
      List<CompletableFuture<String>> answers = new ArrayList<>();
      for (int i = 0; i < RUNS; i++) {
        answers.add(ask(http, app, i));
        if (answers.size() == 20) {
          for (CompletableFuture<String> answer : answers) {
            whole += answer.join().contains("\"done\":true") ? 1 : 0;
          }
          answers.clear();
        }
      }
      assertTrue(whole > 0 && whole < RUNS, "some were whole, some could not be: " + whole);
      assertEquals(0, inFlight(app));
    }
  }

  private static CompletableFuture<String> ask(HttpClient http, GatewayApp app, int number) {
    String body =
        "{\"model\":\"m\",\"prompt\":\"p" + number + "\",\"stream\":" + (number % 2 == 0) + "}";
    return http.sendAsync(
            HttpRequest.newBuilder(
                    URI.create("http://127.0.0.1:" + app.address().getPort() + "/api/generate"))
                .POST(HttpRequest.BodyPublishers.ofString(body))
                .build(),
            HttpResponse.BodyHandlers.ofString())
        .thenApply(HttpResponse::body)
        .exceptionally(
            e -> {
              Throwable cause =
                  e instanceof CompletionException && e.getCause() != null ? e.getCause() : e;
              assertTrue(cause instanceof IOException, () -> "cut, or what? " + cause);
              return "cut";
            });
  }

  private static int inFlight(GatewayApp app) throws IOException {
    URI nodes = URI.create("http://127.0.0.1:" + app.address().getPort() + "/api/v1/nodes");
    try (InputStream in = nodes.toURL().openStream()) {
      int all = 0;
      for (JsonNode node : Json.read(in.readAllBytes()).path("nodes")) {
        all += node.path("in_flight").asInt();
      }
      return all;
    }
  }
}
