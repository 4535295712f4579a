package io.ollamamax.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.sun.net.httpserver.HttpServer;
import io.ollamamax.FakeOllama;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Traces of a gateway whose environment asks for them, as a collector receives them. */
@Timeout(value = 1, unit = TimeUnit.MINUTES)
@SuppressWarnings("NullAway.Init")
class TracesIT {
  private static final String TRACE = "0af7651916cd43dd8448eb211c80319c";

  @TempDir private Path folder;

  @Test
  void aRequestsTraceGoesOnAtTheNodeAndIsExported() throws Exception {
    Queue<byte[]> exported = new ConcurrentLinkedQueue<>();
    HttpServer collector =
        HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 10);
    collector.createContext(
        "/v1/traces",
        exchange -> {
          try (exchange) {
            exported.add(exchange.getRequestBody().readAllBytes());
            exchange.sendResponseHeaders(200, -1);
          }
        });
    collector.start();
    try (FakeOllama node = new FakeOllama()) {
      Path file =
          Files.writeString(
              folder.resolve("c.yaml"),
              """
              nodes: [{id: n, url: "%s"}, {id: gone, url: "http://127.0.0.1:1"}]
              cluster: {data_dir: "%s"}
              """
                  .formatted(node.url(), folder.resolve("state")));
      Map<String, String> environment =
          Map.of(
              "OTEL_EXPORTER_OTLP_ENDPOINT",
              "http://127.0.0.1:" + collector.getAddress().getPort());
      String id;
      try (GatewayProcess gateway = new GatewayProcess(environment, file)) {
        HttpResponse<byte[]> answer =
            gateway.send(
                "POST",
                "/api/generate",
                "{\"model\":\"m\",\"prompt\":\"a secret of mine\"}",
                "traceparent",
                "00-" + TRACE + "-b7ad6b7169203331-01");
        assertEquals(200, answer.statusCode());
        id = answer.headers().firstValue("X-Request-Id").orElseThrow();
        gateway.terminate();
        gateway.exitCode();
      }
      List<String> passedOn =
          node.traceparents.stream().filter(text -> text.startsWith("00-" + TRACE)).toList();
      assertEquals(1, passedOn.size(), node.traceparents::toString);
      String leg = passedOn.getFirst().split("-", -1)[2];
      StringBuilder all = new StringBuilder();
      exported.forEach(body -> all.append(new String(body, StandardCharsets.ISO_8859_1)));
      assertTrue(all.indexOf(binary(TRACE)) >= 0, "the client's trace");
      assertTrue(all.indexOf(binary(leg)) >= 0, "the span that the node was told");
      assertTrue(all.indexOf("POST /api/generate") >= 0);
      assertTrue(all.indexOf("attempt") >= 0);
      assertTrue(all.indexOf(id) >= 0, "the request's id");
      assertFalse(all.indexOf("secret") >= 0);
    } finally {
      collector.stop(0);
    }
  }

  private static String binary(String hex) {
    return new String(HexFormat.of().parseHex(hex), StandardCharsets.ISO_8859_1);
  }
}
