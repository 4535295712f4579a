package io.ollamamax;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.ollamamax.config.Config;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** The status page over HTTP, and what keeps foreign pages away from the API beside it. */
@Timeout(60)
@SuppressWarnings("NullAway.Init")
class StatusPageIT {
  private static final HttpClient HTTP = HttpClient.newHttpClient();
  private static GatewayApp open;
  private static GatewayApp locked;

  @BeforeAll
  static void start() throws IOException {
    open = gateway("");
    locked = gateway("secret");
  }

  private static GatewayApp gateway(String token) throws IOException {
    return new GatewayApp(
        Config.defaults(), new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), token, 0);
  }

  @AfterAll
  static void stop() {
    open.close();
    locked.close();
    HTTP.close();
  }

  private static HttpResponse<String> send(
      GatewayApp app, String method, String path, String... headers) throws Exception {
    HttpRequest.Builder request =
        HttpRequest.newBuilder(URI.create(url(app) + path)).method(method, BodyPublishers.noBody());
    if (headers.length > 0) {
      request.headers(headers);
    }
    return HTTP.send(request.build(), BodyHandlers.ofString());
  }

  private static String url(GatewayApp app) {
    return "http://127.0.0.1:" + app.address().getPort();
  }

  private static String header(HttpResponse<?> response, String name) {
    return response.headers().firstValue(name).orElse("");
  }

  @Test
  void theRootIsNegotiated() throws Exception {
    HttpResponse<String> plain = send(open, "GET", "/");
    assertEquals("Ollama is running", plain.body());
    assertEquals("text/plain; charset=utf-8", header(plain, "Content-Type"));
    HttpResponse<String> page = send(open, "GET", "/", "Accept", "text/html,*/*;q=0.8");
    assertEquals("text/html; charset=utf-8", header(page, "Content-Type"));
    assertTrue(header(page, "Content-Security-Policy").contains("script-src 'self'"));
    HttpResponse<String> head = send(open, "HEAD", "/", "Accept", "text/html");
    assertEquals("", head.body());
    assertEquals(header(page, "Content-Length"), header(head, "Content-Length"));
    assertEquals(405, send(open, "POST", "/", "Accept", "text/html").statusCode());
  }

  @Test
  void thePageNeedsNoTokenAndItsFiguresDo() throws Exception {
    HttpResponse<String> page = send(locked, "GET", "/", "Accept", "text/html");
    assertEquals(200, page.statusCode());
    String script = page.body().replaceAll("(?s).*src=\"(/page/[^\"]+app.js)\".*", "$1");
    assertEquals(
        "text/javascript; charset=utf-8", header(send(locked, "GET", script), "Content-Type"));
    assertEquals(401, send(locked, "GET", "/api/v1/nodes").statusCode());
    assertEquals(
        200, send(locked, "GET", "/api/v1/nodes", "Authorization", "Bearer secret").statusCode());
  }

  @Test
  void foreignPagesAreKeptAwayWhereThereIsNoToken() throws Exception {
    String disable = "/api/v1/config/fault-tolerance/disable";
    for (List<String> foreign :
        List.of(
            List.of("Origin", "https://example.org"),
            List.of("Origin", "null"),
            List.of("Host", "rebound.example:80"))) {
      HttpResponse<String> refused = send(open, "POST", disable, foreign.toArray(String[]::new));
      assertEquals(403, refused.statusCode(), foreign.toString());
      assertTrue(refused.body().startsWith("{\"error\":"), refused.body());
    }
    assertEquals(
        200,
        send(open, "GET", "/api/v1/nodes", "Host", "localhost:" + open.address().getPort())
            .statusCode());
    assertEquals(200, send(open, "GET", "/api/v1/nodes", "Host", "[::1]:8080").statusCode());
    assertEquals(200, send(open, "GET", "/api/v1/nodes", "Origin", url(open)).statusCode());
  }

  @Test
  void nothingCanBeBrokenOutsideTheDemo() throws Exception {
    assertEquals(404, send(open, "GET", "/api/v1/demo").statusCode());
    assertEquals(404, send(open, "POST", "/api/v1/demo/nodes/embedded-1/kill").statusCode());
  }
}
