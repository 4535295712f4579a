package io.ollamamax.gateway;

import com.fasterxml.jackson.databind.JsonNode;
import io.ollamamax.cluster.NodeView;
import io.ollamamax.ollama.Json;
import java.io.IOException;
import java.io.InputStream;
import java.net.ConnectException;
import java.net.InetAddress;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpTimeoutException;
import java.nio.channels.UnresolvedAddressException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import javax.net.ssl.SNIHostName;
import javax.net.ssl.SSLParameters;

/**
 * Blocking calls to nodes beside the data path: probes, loads, merged reads and the management of
 * models. Where a node is one of its host name's addresses, the connection goes there and the name
 * goes along in {@code Host} and TLS, for which the system property {@value #ALLOWED} must hold
 * {@code host} when the first HTTP client of the process is made.
 */
public final class NodeClient {
  /** Named here because the JDK reads it once. */
  public static final String ALLOWED = "jdk.httpclient.allowRestrictedHeaders";

  private static final Duration CONNECT = Duration.ofSeconds(5);
  private static final long MAX_REPLY = 64L * 1024 * 1024;
  private static final int LONGEST_TEXT = 200;

  /** What is common to the connections of a client. */
  private record Kind(String ca, String sni) {}

  private final Endpoints endpoints;
  private final Map<Kind, HttpClient> clients = new ConcurrentHashMap<>();

  public NodeClient(Endpoints endpoints) {
    this.endpoints = endpoints;
  }

  /**
   * Reads JSON from a node.
   *
   * @param deadline for the whole answer
   * @throws IOException where it does not answer with status 200 and JSON in time
   */
  public JsonNode get(NodeView node, String path, Duration deadline) throws IOException {
    return json(path, call(node, "GET", path, new byte[0], deadline));
  }

  /**
   * The JSON of an answer.
   *
   * @throws IOException where its status is not 200, or it is no JSON
   */
  static JsonNode json(String path, HttpResponse<byte[]> response) throws IOException {
    if (response.statusCode() != 200) {
      throw new IOException(path + " answered with status " + response.statusCode());
    }
    return Json.read(response.body());
  }

  /**
   * Asks a node for anything.
   *
   * @param body JSON; empty for none
   * @param deadline for the whole answer
   * @throws IOException where no whole answer of at most 64 MiB comes in time
   */
  public HttpResponse<byte[]> call(
      NodeView node, String method, String path, byte[] body, Duration deadline)
      throws IOException {
    return send(
        node,
        method,
        path,
        body.length > 0 ? "application/json" : "",
        HttpRequest.BodyPublishers.ofByteArray(body),
        HttpResponse.BodyHandlers.limiting(HttpResponse.BodyHandlers.ofByteArray(), MAX_REPLY),
        deadline);
  }

  /**
   * Asks a node for anything whose answer is read as it comes; the stream is to be closed.
   *
   * @param body JSON
   * @param deadline for the head of the answer
   * @throws IOException where no head of an answer comes in time
   */
  public HttpResponse<InputStream> open(
      NodeView node, String method, String path, byte[] body, Duration deadline)
      throws IOException {
    StreamedBody stream = new StreamedBody();
    try {
      return send(
          node,
          method,
          path,
          "application/json",
          HttpRequest.BodyPublishers.ofByteArray(body),
          stream,
          deadline);
    } catch (IOException e) {
      stream.giveUp();
      throw e;
    }
  }

  /** As above by POST, with a reader whose waits have deadlines of their own. */
  HttpResponse<PatientBody> post(NodeView node, String path, byte[] body, Duration deadline)
      throws IOException {
    return send(
        node,
        "POST",
        path,
        "application/json",
        HttpRequest.BodyPublishers.ofByteArray(body),
        PatientBody.handler(),
        deadline);
  }

  /**
   * Sends a body of any size to a node, by POST.
   *
   * @param deadline for the whole answer
   * @throws IOException where no whole answer comes in time
   */
  public HttpResponse<byte[]> upload(
      NodeView node, String path, HttpRequest.BodyPublisher body, Duration deadline)
      throws IOException {
    return send(
        node,
        "POST",
        path,
        "application/octet-stream",
        body,
        HttpResponse.BodyHandlers.limiting(HttpResponse.BodyHandlers.ofByteArray(), MAX_REPLY),
        deadline);
  }

  private <T> HttpResponse<T> send(
      NodeView node,
      String method,
      String path,
      String type,
      HttpRequest.BodyPublisher body,
      HttpResponse.BodyHandler<T> handler,
      Duration deadline)
      throws IOException {
    Endpoints.Access access = endpoints.access(node.id());
    HttpRequest.Builder request = HttpRequest.newBuilder(uri(node, path)).method(method, body);
    if (node.address().isPresent()) {
      request.header("Host", node.url().getRawAuthority());
    }
    if (!type.isEmpty()) {
      request.header("Content-Type", type);
    }
    access.headers().forEach(request::header);
    HttpClient client = client(node, access);
    CompletableFuture<HttpResponse<T>> answer = client.sendAsync(request.build(), handler);
    try {
      return answer.get(deadline.toNanos(), TimeUnit.NANOSECONDS);
    } catch (TimeoutException e) {
      answer.cancel(true);
      throw new HttpTimeoutException("no answer within " + deadline.toMillis() / 1000.0 + " s");
    } catch (ExecutionException e) {
      throw e.getCause() instanceof IOException io ? io : new IOException(e.getCause());
    } catch (InterruptedException e) {
      answer.cancel(true);
      Thread.currentThread().interrupt();
      throw new IOException("interrupted", e);
    }
  }

  private static URI uri(NodeView node, String path) {
    URI url = node.url();
    String prefix = url.getRawPath() == null ? "" : url.getRawPath();
    String host = node.address().map(NodeClient::literal).orElse(url.getHost());
    String port = url.getPort() > 0 ? ":" + url.getPort() : "";
    return URI.create(
        url.getScheme()
            + "://"
            + host
            + port
            + (prefix.endsWith("/") ? prefix.substring(0, prefix.length() - 1) : prefix)
            + path);
  }

  private static String literal(InetAddress address) {
    String text = address.getHostAddress();
    return text.contains(":") ? "[" + text + "]" : text;
  }

  private HttpClient client(NodeView node, Endpoints.Access access) {
    String sni = node.address().isPresent() ? node.url().getHost() : "";
    return clients.computeIfAbsent(new Kind(access.ca(), sni), NodeClient::make);
  }

  private static HttpClient make(Kind kind) {
    HttpClient.Builder builder =
        HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).connectTimeout(CONNECT);
    if (!kind.ca().isEmpty()) {
      builder.sslContext(Trust.in(kind.ca()));
    }
    if (!kind.sni().isEmpty()) {
      SSLParameters names = new SSLParameters();
      names.setServerNames(List.of(new SNIHostName(kind.sni())));
      builder.sslParameters(names);
    }
    return builder.build();
  }

  /** Whether nothing listens at the node's address. */
  static boolean refused(Throwable e) {
    return e instanceof ConnectException
        && (e.getMessage() == null || e.getMessage().contains("refused"))
        && !unresolved(e);
  }

  /** What failed, in plain words. */
  public static String reason(Throwable e) {
    String text = e.getMessage();
    if (unresolved(e)) {
      return "its host name cannot be resolved";
    }
    if (e instanceof HttpTimeoutException) {
      return text == null || text.startsWith("HTTP connect") ? "no connection in time" : text;
    }
    return refused(e)
        ? "connection refused"
        : text == null ? e.getClass().getSimpleName() : shortened(text);
  }

  private static boolean unresolved(Throwable e) {
    return e instanceof UnresolvedAddressException
        || (e.getCause() != null && unresolved(e.getCause()));
  }

  /** The first line of a text, which may be cut. */
  public static String shortened(String text) {
    String line = text.lines().findFirst().orElse("");
    return line.length() > LONGEST_TEXT ? line.substring(0, LONGEST_TEXT) : line;
  }
}
