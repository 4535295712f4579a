package io.ollamamax.gateway;

import com.fasterxml.jackson.databind.JsonNode;
import io.ollamamax.cluster.ModelName;
import io.ollamamax.cluster.NodeModel;
import io.ollamamax.cluster.NodeView;
import io.ollamamax.health.Probe;
import io.ollamamax.health.ProbeResult;
import io.ollamamax.ollama.Json;
import io.ollamamax.request.Loader;
import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.cert.Certificate;
import java.security.cert.CertificateFactory;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executor;
import java.util.function.Consumer;
import java.util.function.Supplier;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManagerFactory;

/** Blocking calls to nodes beside the data path: probes, loads and merged reads. */
public final class NodeClient implements Probe, Loader {
  private static final Duration DEADLINE = Duration.ofSeconds(5);

  private final Endpoints endpoints;
  private final Executor blocking;
  private final Supplier<Duration> loadDeadline;
  private final Map<String, HttpClient> clients = new ConcurrentHashMap<>();

  /**
   * @param blocking runs each call on a thread that may block
   * @param loadDeadline how long a node may take to load a model
   */
  public NodeClient(Endpoints endpoints, Executor blocking, Supplier<Duration> loadDeadline) {
    this.endpoints = endpoints;
    this.blocking = blocking;
    this.loadDeadline = loadDeadline;
  }

  @Override
  public void start(NodeView node, Consumer<ProbeResult> result) {
    blocking.execute(() -> result.accept(probe(node)));
  }

  private ProbeResult probe(NodeView node) {
    try {
      String version = get(node, "/api/version", DEADLINE).path("version").asText();
      JsonNode loaded = get(node, "/api/ps", DEADLINE).path("models");
      JsonNode tags = get(node, "/api/tags", DEADLINE).path("models");
      Map<ModelName, NodeModel> models = new HashMap<>();
      for (JsonNode tag : tags) {
        String name = tag.path("name").asText();
        if (!name.isBlank()) {
          models.put(new ModelName(name), model(name, tag, loaded));
        }
      }
      return new ProbeResult.Answered(version, models);
    } catch (IOException | RuntimeException e) {
      return new ProbeResult.Failed(reason(e));
    }
  }

  private static NodeModel model(String name, JsonNode tag, JsonNode loaded) {
    boolean ready = false;
    int context = 0;
    for (JsonNode running : loaded) {
      if (running.path("name").asText().equals(name)) {
        ready = true;
        context = running.path("context_length").asInt(0);
      }
    }
    return new NodeModel(
        new ModelName(name),
        tag.path("digest").asText(),
        tag.path("size").asLong(),
        ready,
        context);
  }

  @Override
  public void start(NodeView node, String path, byte[] body, Done done) {
    blocking.execute(
        () -> {
          try {
            HttpResponse<byte[]> reply = post(node, path, body, loadDeadline.get());
            done.loaded(reply.statusCode(), retryAfter(reply), reply.body());
          } catch (IOException e) {
            done.loaded(0, 0, Json.error(reason(e)));
          }
        });
  }

  private static long retryAfter(HttpResponse<byte[]> reply) {
    return reply
        .headers()
        .firstValue("Retry-After")
        .filter(value -> value.matches("[0-9]{1,6}"))
        .map(value -> Duration.ofSeconds(Long.parseLong(value)).toNanos())
        .orElse(0L);
  }

  private HttpResponse<byte[]> post(NodeView node, String path, byte[] body, Duration deadline)
      throws IOException {
    return send(
        node,
        request(node, path, deadline)
            .header("Content-Type", "application/json")
            .POST(HttpRequest.BodyPublishers.ofByteArray(body)));
  }

  /**
   * Reads JSON from a node.
   *
   * @throws IOException where it does not answer with status 200 and JSON in time
   */
  public JsonNode get(NodeView node, String path, Duration deadline) throws IOException {
    HttpResponse<byte[]> response = send(node, request(node, path, deadline).GET());
    if (response.statusCode() != 200) {
      throw new IOException(path + " answered with status " + response.statusCode());
    }
    return Json.read(response.body());
  }

  /**
   * Posts to a node and returns with the head of its answer.
   *
   * @param deadline until the head; the body has none
   * @throws IOException where no head comes in time
   */
  HttpResponse<PatientBody> open(NodeView node, String path, byte[] body, Duration deadline)
      throws IOException {
    return send(
        node,
        request(node, path, deadline)
            .header("Content-Type", "application/json")
            .POST(HttpRequest.BodyPublishers.ofByteArray(body)),
        PatientBody.handler());
  }

  private HttpRequest.Builder request(NodeView node, String path, Duration deadline) {
    String base = node.url().toString();
    URI uri =
        URI.create(base.endsWith("/") ? base.substring(0, base.length() - 1) + path : base + path);
    HttpRequest.Builder request = HttpRequest.newBuilder(uri).timeout(deadline);
    endpoints.access(node.id()).headers().forEach(request::header);
    return request;
  }

  private HttpResponse<byte[]> send(NodeView node, HttpRequest.Builder request) throws IOException {
    return send(node, request, HttpResponse.BodyHandlers.ofByteArray());
  }

  private <T> HttpResponse<T> send(
      NodeView node, HttpRequest.Builder request, HttpResponse.BodyHandler<T> body)
      throws IOException {
    try {
      return client(endpoints.access(node.id()).ca()).send(request.build(), body);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IOException("interrupted", e);
    }
  }

  private HttpClient client(String ca) {
    return clients.computeIfAbsent(ca, NodeClient::makeClient);
  }

  private static HttpClient makeClient(String ca) {
    HttpClient.Builder builder =
        HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).connectTimeout(DEADLINE);
    if (!ca.isEmpty()) {
      builder.sslContext(trusting(ca));
    }
    return builder.build();
  }

  private static SSLContext trusting(String ca) {
    try (InputStream pem = Files.newInputStream(Path.of(ca))) {
      KeyStore store = KeyStore.getInstance(KeyStore.getDefaultType());
      store.load(null, null);
      int number = 0;
      for (Certificate trusted :
          CertificateFactory.getInstance("X.509").generateCertificates(pem)) {
        store.setCertificateEntry("ca-" + number++, trusted);
      }
      TrustManagerFactory trust =
          TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
      trust.init(store);
      SSLContext context = SSLContext.getInstance("TLS");
      context.init(null, trust.getTrustManagers(), null);
      return context;
    } catch (IOException | GeneralSecurityException e) {
      throw new IllegalStateException(
          "the CA file " + ca + " cannot be used: " + e.getMessage(), e);
    }
  }

  static String reason(Exception e) {
    String text = e.getMessage();
    return e instanceof java.net.http.HttpTimeoutException
        ? "no answer within " + DEADLINE.toSeconds() + " s"
        : e instanceof java.net.ConnectException
            ? "connection refused"
            : text == null ? e.getClass().getSimpleName() : text;
  }
}
