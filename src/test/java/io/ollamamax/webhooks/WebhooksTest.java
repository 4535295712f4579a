package io.ollamamax.webhooks;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;

import com.fasterxml.jackson.databind.JsonNode;
import com.sun.net.httpserver.HttpServer;
import io.ollamamax.config.WebhookSettings;
import io.ollamamax.loop.ManualTime;
import io.ollamamax.ollama.Json;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.SplittableRandom;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

@SuppressWarnings("NullAway.Init")
class WebhooksTest {
  private record Got(byte[] body, @Nullable String signature) {}

  private final ManualTime time = new ManualTime();
  private final List<Got> got = new ArrayList<>();
  private int failing;
  private HttpServer server;
  @TempDir private Path folder;

  @BeforeEach
  void start() throws IOException {
    server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 10);
    server.createContext(
        "/",
        exchange -> {
          try (exchange) {
            got.add(
                new Got(
                    exchange.getRequestBody().readAllBytes(),
                    exchange.getRequestHeaders().getFirst("X-Signature-256")));
            exchange.sendResponseHeaders(got.size() <= failing ? 503 : 204, -1);
          }
        });
    server.start();
  }

  @AfterEach
  void stop() {
    server.stop(0);
  }

  private Webhooks hooks(Optional<Path> secret) {
    URI url = URI.create("http://127.0.0.1:" + server.getAddress().getPort() + "/hook");
    return new Webhooks(
        () -> List.of(new WebhookSettings(url, secret)),
        () -> new Webhooks.Retry(3, Duration.ofSeconds(1), Duration.ofMinutes(5)),
        Runnable::run,
        time,
        time,
        new SplittableRandom(1));
  }

  @Test
  void whatIsPostedSaysWhatItIsAbout() throws IOException {
    hooks(Optional.empty()).tell("gpu-a", "put in quarantine");
    JsonNode body = Json.read(got.getFirst().body());
    assertEquals("person_needed", body.path("kind").asText());
    assertEquals("gpu-a", body.path("subject").asText());
    assertEquals("put in quarantine", body.path("text").asText());
    assertNotNull(body.get("id"));
    assertNull(got.getFirst().signature());
    time.pass(Duration.ofMinutes(10));
    assertEquals(1, got.size());
  }

  @Test
  void itIsSignedByTheSecret() throws Exception {
    Path secret = Files.writeString(folder.resolve("secret"), "s3cret\n");
    hooks(Optional.of(secret)).tell("gpu-a", "x");
    Mac mac = Mac.getInstance("HmacSHA256");
    mac.init(new SecretKeySpec("s3cret".getBytes(StandardCharsets.UTF_8), "x"));
    assertEquals(
        "sha256=" + HexFormat.of().formatHex(mac.doFinal(got.getFirst().body())),
        got.getFirst().signature());
  }

  @Test
  void whatIsNotTakenIsPostedAgainTheSameAndThenNoMore() {
    failing = 2;
    hooks(Optional.empty()).tell("gpu-a", "x");
    time.pass(Duration.ofMinutes(5));
    assertEquals(3, got.size());
    assertEquals(
        new String(got.get(0).body(), StandardCharsets.UTF_8),
        new String(got.get(2).body(), StandardCharsets.UTF_8));
  }

  @Test
  void itIsGivenUpAfterMaxRetries() {
    failing = 100;
    hooks(Optional.empty()).tell("gpu-a", "x");
    time.pass(Duration.ofHours(1));
    assertEquals(4, got.size());
  }
}
