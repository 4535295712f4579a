package io.ollamamax;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import com.sun.net.httpserver.HttpsConfigurator;
import com.sun.net.httpserver.HttpsServer;
import io.ollamamax.ollama.Json;
import java.io.IOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.LinkedBlockingQueue;
import javax.net.ssl.SSLContext;
import org.jspecify.annotations.Nullable;

/** A small Ollama with one loaded model, {@code m:latest}, of which a test holds the strings. */
public final class FakeOllama implements AutoCloseable {
  final List<String> hosts = new CopyOnWriteArrayList<>();

  /** Trace contexts of what was generated. */
  public final List<String> traceparents = new CopyOnWriteArrayList<>();

  final BlockingQueue<JsonNode> generated = new LinkedBlockingQueue<>();
  private final HttpServer server;
  private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
  private volatile CountDownLatch gate = new CountDownLatch(0);
  volatile String digest = "d1";
  volatile String capability = "completion";
  volatile int secondsLeft = 300;

  public FakeOllama() throws IOException {
    this(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), null);
  }

  /**
   * @param tls what to serve HTTPS by; null for plain HTTP
   */
  FakeOllama(InetSocketAddress listen, @Nullable SSLContext tls) throws IOException {
    if (tls == null) {
      server = HttpServer.create(listen, 100);
    } else {
      HttpsServer secure = HttpsServer.create(listen, 100);
      secure.setHttpsConfigurator(new HttpsConfigurator(tls));
      server = secure;
    }
    server.setExecutor(threads);
    server.createContext("/", this::handle);
    server.start();
  }

  int port() {
    return server.getAddress().getPort();
  }

  public String url() {
    return "http://127.0.0.1:" + port();
  }

  /** From now on answers stop after their first token. */
  void hold() {
    gate = new CountDownLatch(1);
  }

  /** Held answers go on, and later ones are not held. */
  void release() {
    gate.countDown();
  }

  private void handle(HttpExchange exchange) throws IOException {
    try (exchange) {
      hosts.add(exchange.getRequestHeaders().getFirst("Host"));
      byte[] body = exchange.getRequestBody().readAllBytes();
      String path = exchange.getRequestURI().getPath();
      switch (path.substring(path.lastIndexOf("/api/"))) {
        case "/api/version" -> reply(exchange, Json.object().put("version", "0.12.0"));
        case "/api/tags", "/api/ps" -> reply(exchange, models());
        case "/api/show" -> {
          ObjectNode shown = Json.object();
          shown.putArray("capabilities").add(capability);
          reply(exchange, shown);
        }
        default -> {
          traceparents.add(String.valueOf(exchange.getRequestHeaders().getFirst("traceparent")));
          generate(exchange, Json.read(body));
        }
      }
    }
  }

  private ObjectNode models() {
    ObjectNode answer = Json.object();
    answer
        .putArray("models")
        .addObject()
        .put("name", "m:latest")
        .put("digest", digest)
        .put("size", 100)
        .put("size_vram", 100)
        .put("context_length", 4096)
        .put("expires_at", Instant.now().plusSeconds(secondsLeft).toString());
    return answer;
  }

  private static void reply(HttpExchange exchange, ObjectNode answer) throws IOException {
    byte[] bytes = Json.bytes(answer);
    exchange.getResponseHeaders().set("Content-Type", "application/json");
    exchange.sendResponseHeaders(200, bytes.length);
    exchange.getResponseBody().write(bytes);
  }

  private void generate(HttpExchange exchange, JsonNode asked) throws IOException {
    generated.add(asked);
    boolean streams = asked.path("stream").asBoolean(true);
    ObjectNode last =
        Json.object().put("model", "m:latest").put("created_at", "2026-01-01T00:00:00Z");
    last.put("response", streams ? "" : "a").put("done", true).put("done_reason", "stop");
    last.put("prompt_eval_count", 1).put("eval_count", 2);
    if (!streams) {
      pass();
      reply(exchange, last);
      return;
    }
    exchange.getResponseHeaders().set("Content-Type", "application/x-ndjson");
    exchange.sendResponseHeaders(200, 0);
    OutputStream out = exchange.getResponseBody();
    line(out, token("a"));
    pass();
    line(out, token("b"));
    line(out, last);
  }

  private static ObjectNode token(String text) {
    return Json.object()
        .put("model", "m:latest")
        .put("created_at", "2026-01-01T00:00:00Z")
        .put("response", text)
        .put("done", false);
  }

  private static void line(OutputStream out, ObjectNode line) throws IOException {
    out.write(Json.bytes(line));
    out.write('\n');
    out.flush();
  }

  private void pass() throws IOException {
    try {
      gate.await();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IOException("interrupted", e);
    }
  }

  @Override
  public void close() {
    server.stop(0);
    threads.shutdownNow();
  }
}
