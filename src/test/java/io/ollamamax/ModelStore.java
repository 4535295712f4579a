package io.ollamamax;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import io.ollamamax.ollama.Json;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;

/** Ollama's management of models without models; it fails as it is told to. */
final class ModelStore implements AutoCloseable {
  /** What becomes of one pull, push or create. */
  enum Course {
    WHOLE,
    /** The connection breaks at half. */
    CUT,
    /** The last line is repeated at 99 % until the client leaves. */
    STALL,
    /** The file is not what it should be. */
    MISMATCH,
    /** The registry does not know the model. */
    UNKNOWN,
    /** Waits at half until {@link #gate} opens. */
    GATED,
    /** So many lines that no connection holds them. */
    TALKATIVE,
    /** Answers with status 503. */
    BUSY,
    /** The node dies at half. */
    DIE
  }

  static final String LAYER = "sha256:" + "ab".repeat(32);
  private static final int LINES = 200_000;

  final Map<String, String> models = new ConcurrentHashMap<>();
  final Set<String> blobs = ConcurrentHashMap.newKeySet();
  final Queue<Course> courses = new ConcurrentLinkedQueue<>();
  final AtomicInteger operations = new AtomicInteger();
  final AtomicLong uploaded = new AtomicLong();
  final CountDownLatch gate = new CountDownLatch(1);
  final CountDownLatch reached = new CountDownLatch(1);
  final CountDownLatch left = new CountDownLatch(1);
  volatile String digest = "1";
  volatile boolean refusesDeletes;
  volatile long breaksUploadAt = Long.MAX_VALUE;
  volatile boolean slow;

  private final HttpServer server;
  private final ExecutorService threads = Executors.newCachedThreadPool();

  ModelStore() throws IOException {
    server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    server.setExecutor(threads);
    server.createContext("/", this::answer);
    server.start();
  }

  String url() {
    return "http://127.0.0.1:" + server.getAddress().getPort();
  }

  @Override
  public void close() {
    server.stop(0);
    threads.shutdownNow();
  }

  private void answer(HttpExchange exchange) throws IOException {
    String path = exchange.getRequestURI().getPath();
    switch (path) {
      case "/api/version" -> json(exchange, 200, Json.object().put("version", "0.12.0"));
      case "/api/ps" -> json(exchange, 200, list(false));
      case "/api/tags" -> json(exchange, 200, list(true));
      case "/api/pull", "/api/create" -> move(exchange, "pulling manifest");
      case "/api/push" -> move(exchange, "retrieving manifest");
      case "/api/copy" -> copy(exchange);
      case "/api/delete" -> delete(exchange);
      default -> blob(exchange, path.substring(path.lastIndexOf('/') + 1));
    }
    exchange.close(); // not where it is to break: the server cuts the connection then
  }

  private ObjectNode list(boolean all) {
    ObjectNode answer = Json.object();
    ArrayNode list = answer.putArray("models");
    if (all) {
      models.forEach(
          (name, digest) ->
              list.addObject().put("name", name).put("digest", digest).put("size", 9));
    }
    return answer;
  }

  private static JsonNode body(HttpExchange exchange) throws IOException {
    return Json.read(exchange.getRequestBody().readAllBytes());
  }

  private static String tagged(String name) {
    return name.contains(":") ? name : name + ":latest";
  }

  private void move(HttpExchange exchange, String first) throws IOException {
    JsonNode body = body(exchange);
    operations.incrementAndGet();
    Course given = courses.poll();
    Course course = given == null ? Course.WHOLE : given;
    if (course == Course.BUSY) {
      json(exchange, 503, Json.object().put("error", "server busy"));
      return;
    }
    exchange.getResponseHeaders().set("Content-Type", "application/x-ndjson");
    exchange.sendResponseHeaders(200, 0);
    line(exchange, Json.object().put("status", first));
    if (course == Course.UNKNOWN) {
      line(exchange, Json.object().put("error", "pull model manifest: file does not exist"));
      return;
    }
    bytes(exchange, 1000, 0);
    bytes(exchange, 1000, 500);
    halfWay(exchange, course);
    bytes(exchange, 1000, 1000);
    line(exchange, Json.object().put("status", "verifying sha256 digest"));
    if (course == Course.MISMATCH) {
      line(
          exchange,
          Json.object().put("error", "digest mismatch, file must be downloaded again: want x"));
      return;
    }
    line(exchange, Json.object().put("status", "writing manifest"));
    models.put(tagged(body.path("model").asText()), digest);
    line(exchange, Json.object().put("status", "success"));
    reached.countDown();
  }

  private void halfWay(HttpExchange exchange, Course course) throws IOException {
    switch (course) {
      case CUT -> throw new IOException("cut as told");
      case DIE -> {
        server.stop(0);
        throw new IOException("dead as told");
      }
      case STALL -> {
        while (true) {
          bytes(exchange, 1000, 990);
          LockSupport.parkNanos(5_000_000);
        }
      }
      case GATED -> {
        reached.countDown();
        while (gate.getCount() > 0) {
          bytes(exchange, 1000, 500);
          LockSupport.parkNanos(5_000_000);
        }
      }
      case TALKATIVE -> {
        for (int i = 1; i < LINES; i++) {
          bytes(exchange, LINES, i);
        }
      }
      default -> {}
    }
  }

  private void bytes(HttpExchange exchange, long total, long completed) throws IOException {
    String digest = total == 1000 ? LAYER : LAYER.replace('a', 'c');
    line(
        exchange,
        Json.object()
            .put("status", "pulling " + digest.substring(7, 19))
            .put("digest", digest)
            .put("total", total)
            .put("completed", completed));
  }

  private void line(HttpExchange exchange, JsonNode line) throws IOException {
    byte[] json = Json.bytes(line);
    byte[] whole = Arrays.copyOf(json, json.length + 1);
    whole[json.length] = '\n';
    try {
      exchange.getResponseBody().write(whole);
      exchange.getResponseBody().flush();
    } catch (IOException e) {
      left.countDown();
      throw e;
    }
  }

  private void copy(HttpExchange exchange) throws IOException {
    JsonNode body = body(exchange);
    String digest = models.get(tagged(body.path("source").asText()));
    if (digest == null) {
      json(exchange, 404, Json.object().put("error", "model not found"));
    } else {
      models.put(tagged(body.path("destination").asText()), digest);
      exchange.sendResponseHeaders(200, -1);
    }
  }

  private void delete(HttpExchange exchange) throws IOException {
    JsonNode body = body(exchange);
    if (refusesDeletes) {
      json(exchange, 500, Json.object().put("error", "read-only file system"));
    } else if (models.remove(tagged(body.path("model").asText(body.path("name").asText())))
        == null) {
      json(exchange, 404, Json.object().put("error", "model not found"));
    } else {
      exchange.sendResponseHeaders(200, -1);
    }
  }

  private void blob(HttpExchange exchange, String wanted) throws IOException {
    if (exchange.getRequestMethod().equals("HEAD")) {
      exchange.sendResponseHeaders(blobs.contains(wanted) ? 200 : 404, -1);
      return;
    }
    MessageDigest sha = sha256();
    byte[] piece = new byte[64 * 1024];
    try (InputStream in = exchange.getRequestBody()) {
      for (int read = in.read(piece); read >= 0; read = in.read(piece)) {
        sha.update(piece, 0, read);
        if (uploaded.addAndGet(read) > breaksUploadAt) {
          throw new IOException("broken as told");
        }
        if (slow) {
          LockSupport.parkNanos(100_000);
        }
      }
    }
    String got = "sha256:" + HexFormat.of().formatHex(sha.digest());
    if (got.equals(wanted)) {
      blobs.add(wanted);
      exchange.sendResponseHeaders(201, -1);
    } else {
      json(exchange, 400, Json.object().put("error", "digest mismatch"));
    }
  }

  static MessageDigest sha256() {
    try {
      return MessageDigest.getInstance("SHA-256");
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException(e);
    }
  }

  private static void json(HttpExchange exchange, int status, JsonNode body) throws IOException {
    byte[] json = Json.bytes(body);
    exchange.getResponseHeaders().set("Content-Type", "application/json");
    exchange.sendResponseHeaders(status, json.length);
    exchange.getResponseBody().write(json);
  }

  static List<String> names(ModelStore... nodes) {
    return Arrays.stream(nodes).map(node -> String.join(",", node.models.keySet())).toList();
  }
}
