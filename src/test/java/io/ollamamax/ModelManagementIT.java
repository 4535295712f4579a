package io.ollamamax;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import io.ollamamax.ModelStore.Course;
import io.ollamamax.cluster.ModelName;
import io.ollamamax.cluster.ModelRoute;
import io.ollamamax.config.ConfigLoader;
import io.ollamamax.ollama.Json;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Objects;
import java.util.SplittableRandom;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Management of models through the real gateway over nodes that fail as they are told to. */
@Timeout(value = 5, unit = TimeUnit.MINUTES)
class ModelManagementIT {
  private static final int NODES = 3;
  private static final int UPLOAD_MIB = Integer.getInteger("upload.mib", 64);
  private static final InetSocketAddress ANY_PORT =
      new InetSocketAddress(InetAddress.getLoopbackAddress(), 0);
  private static final String SUCCESS = "{\"status\":\"success\"}";
  private static final String PULL = "{\"model\":\"m\"}";

  private final List<ModelStore> nodes = new ArrayList<>();
  private final HttpClient http = HttpClient.newHttpClient();
  private GatewayApp app;

  @BeforeEach
  void start() throws Exception {
    for (int i = 0; i < NODES; i++) {
      nodes.add(new ModelStore());
    }
    open("2m");
  }

  private void open(String recoveryTimeout) throws Exception {
    StringBuilder yaml =
        new StringBuilder(
            "inference: {fault_tolerance: {max_retries: 2, retry_backoff: 100ms, recovery_timeout: "
                + recoveryTimeout
                + "}}\nnodes:\n");
    for (int i = 0; i < NODES; i++) {
      yaml.append("  - {id: n%d, url: \"%s\"}\n".formatted(i, nodes.get(i).url()));
    }
    app =
        new GatewayApp(ConfigLoader.parse("test", yaml.toString()).orElseThrow(), ANY_PORT, "", 0);
    app.cluster().await(view -> view.serving() == NODES);
  }

  @AfterEach
  void stop() {
    app.close();
    nodes.forEach(ModelStore::close);
    http.close();
  }

  private ModelStore node(int number) {
    return nodes.get(number);
  }

  private HttpRequest.Builder to(String path) {
    return HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + app.address().getPort() + path));
  }

  private HttpResponse<String> ask(String method, String path, String body) throws Exception {
    return http.send(
        to(path).method(method, HttpRequest.BodyPublishers.ofString(body)).build(),
        HttpResponse.BodyHandlers.ofString());
  }

  private List<JsonNode> lines(String path, String body) throws Exception {
    HttpResponse<String> response = ask("POST", path, body);
    assertEquals(200, response.statusCode(), response.body());
    assertEquals("application/x-ndjson", response.headers().firstValue("Content-Type").orElse(""));
    List<JsonNode> lines = new ArrayList<>();
    for (String line : response.body().lines().toList()) {
      lines.add(Json.read(line.getBytes(StandardCharsets.UTF_8)));
    }
    return lines;
  }

  private static List<String> statuses(List<JsonNode> lines) {
    return lines.stream().map(line -> line.path("status").asText()).distinct().toList();
  }

  private ModelRoute route(String name) {
    return Objects.requireNonNull(app.cluster().view().routes().route(new ModelName(name)));
  }

  /** Has every node looked at: what nobody has is asked for everywhere. */
  private void look() throws Exception {
    assertEquals(404, ask("DELETE", "/api/delete", "{\"model\":\"none\"}").statusCode());
  }

  @Test
  void aPullMakesTheWantedCopiesAndRoutingKnowsThemWhenItEnds() throws Exception {
    List<JsonNode> lines = lines("/api/pull", PULL);
    assertEquals(
        List.of(
            "pulling manifest",
            "pulling abababababab",
            "verifying sha256 digest",
            "writing manifest",
            "success"),
        statuses(lines));
    assertEquals(2, route("m:latest").size());
    assertEquals(List.of("m:latest", "m:latest", ""), ModelStore.names(node(0), node(1), node(2)));
    long last = -1;
    for (JsonNode line : lines) {
      if (line.has("digest")) {
        assertTrue(line.path("completed").asLong() > last, lines::toString);
        last = line.path("completed").asLong();
        assertEquals(1000, line.path("total").asLong());
      }
    }
    assertEquals(1000, last);
  }

  @Test
  void aPullOfWhatIsThereGoesToEveryNodeThatHasIt() throws Exception {
    nodes.forEach(node -> node.models.put("m:latest", "1"));
    nodes.forEach(node -> node.digest = "2");
    look();
    assertEquals(SUCCESS, ask("POST", "/api/pull", "{\"name\":\"m\",\"stream\":false}").body());
    assertEquals(
        List.of("2", "2", "2"), nodes.stream().map(node -> node.models.get("m:latest")).toList());
    assertEquals("2", route("m:latest").digest());
  }

  @Test
  void copiesThatDifferAreNamed() throws Exception {
    node(1).digest = "2";
    List<JsonNode> lines = lines("/api/pull", PULL);
    assertEquals(
        "the copies differ: requests go to n0 alone",
        lines.get(lines.size() - 2).path("status").asText());
    assertEquals("success", lines.getLast().path("status").asText());
  }

  @Test
  void whatFailsOnOneNodeIsTriedAgainThere() throws Exception {
    for (Course course : List.of(Course.CUT, Course.MISMATCH, Course.BUSY)) {
      node(0).operations.set(0);
      node(0).courses.add(course);
      List<JsonNode> lines = lines("/api/pull", PULL);
      assertEquals("success", lines.getLast().path("status").asText(), course + ": " + lines);
      assertEquals(2, node(0).operations.get(), course.name());
      assertTrue(
          statuses(lines).stream().anyMatch(text -> text.startsWith("trying again on n0: ")),
          lines::toString);
    }
  }

  @Test
  void aStallIsNoticedAndTriedAgain() throws Exception {
    app.close();
    open("30s");
    node(0).courses.add(Course.STALL);
    List<JsonNode> lines = lines("/api/pull", PULL);
    assertEquals("success", lines.getLast().path("status").asText(), lines::toString);
    assertTrue(
        statuses(lines).contains("trying again on n0: no progress within 30.0 s"), lines::toString);
    assertTrue(node(0).left.await(1, TimeUnit.MINUTES), "the try that stalled was ended");
  }

  @Test
  void aNodeThatDiesInAPullIsNamedAndTheOthersFinish() throws Exception {
    node(0).courses.add(Course.DIE);
    JsonNode last = lines("/api/pull", PULL).getLast();
    assertEquals(
        "pull of m:latest failed on n0: connection refused (3 tries) (done on n1)",
        last.path("error").asText());
    assertEquals(1, route("m:latest").size());
    HttpResponse<String> whole = ask("POST", "/api/pull", "{\"model\":\"x\",\"stream\":false}");
    assertEquals(200, whole.statusCode(), "a dead node is passed over: " + whole.body());
  }

  @Test
  void aFailureThatLastsIsNotTriedAgainAndSaidInTheNodesWords() throws Exception {
    nodes.forEach(node -> node.courses.add(Course.UNKNOWN));
    assertEquals(
        "pull model manifest: file does not exist",
        lines("/api/pull", PULL).getLast().path("error").asText());
    assertEquals(2, nodes.stream().mapToInt(node -> node.operations.get()).sum());
    nodes.forEach(node -> node.courses.clear());
    nodes.forEach(node -> node.courses.add(Course.UNKNOWN));
    HttpResponse<String> whole = ask("POST", "/api/pull", "{\"model\":\"m\",\"stream\":false}");
    assertEquals(500, whole.statusCode());
    assertEquals("{\"error\":\"pull model manifest: file does not exist\"}", whole.body());
  }

  @Test
  void whatIsNoModelIsRefusedByTheGateway() throws Exception {
    assertEquals(400, ask("POST", "/api/pull", "").statusCode());
    assertEquals(400, ask("POST", "/api/pull", "[1]").statusCode());
    assertEquals(
        "{\"error\":\"model is required\"}", ask("POST", "/api/pull", "{\"model\":null}").body());
    assertEquals(
        "{\"error\":\"invalid model name\"}",
        ask("POST", "/api/create", "{\"model\":\"a b\"}").body());
    assertEquals(
        "{\"error\":\"destination \\\"../x\\\" is invalid\"}",
        ask("POST", "/api/copy", "{\"source\":\"m\",\"destination\":\"../x\"}").body());
    assertEquals(405, ask("GET", "/api/pull", "").statusCode());
    assertEquals(0, nodes.stream().mapToInt(node -> node.operations.get()).sum());
  }

  @ParameterizedTest
  @ValueSource(booleans = {true, false})
  void aClientThatLeavesEndsThePullOnTheNodes(boolean streams) throws Exception {
    nodes.forEach(node -> node.courses.add(Course.GATED));
    try (Socket client = new Socket(InetAddress.getLoopbackAddress(), app.address().getPort())) {
      String body = "{\"model\":\"m\",\"stream\":" + streams + "}";
      send(client, "POST /api/pull", body.length());
      client.getOutputStream().write(body.getBytes(StandardCharsets.UTF_8));
      assertTrue(node(0).reached.await(1, TimeUnit.MINUTES));
      assertTrue(node(1).reached.await(1, TimeUnit.MINUTES));
    }
    assertTrue(node(0).left.await(1, TimeUnit.MINUTES));
    assertTrue(node(1).left.await(1, TimeUnit.MINUTES));
    assertEquals(List.of("", ""), ModelStore.names(node(0), node(1)));
  }

  private static void send(Socket client, String what, long length) throws IOException {
    client
        .getOutputStream()
        .write(
            (what + " HTTP/1.1\r\nHost: x\r\nContent-Length: " + length + "\r\n\r\n")
                .getBytes(StandardCharsets.UTF_8));
  }

  @Test
  void aClientThatReadsSlowlyHoldsNoNodeUpAndGetsTheLatest() throws Exception {
    nodes.forEach(node -> node.courses.add(Course.TALKATIVE));
    try (Socket client = new Socket(InetAddress.getLoopbackAddress(), app.address().getPort())) {
      send(client, "POST /api/pull", PULL.length());
      client.getOutputStream().write(PULL.getBytes(StandardCharsets.UTF_8));
      assertTrue(node(0).reached.await(2, TimeUnit.MINUTES));
      assertTrue(node(1).reached.await(2, TimeUnit.MINUTES));
      int lines = 0;
      String last = "";
      try (BufferedReader in =
          new BufferedReader(
              new InputStreamReader(client.getInputStream(), StandardCharsets.UTF_8))) {
        for (String line = in.readLine(); !SUCCESS.equals(line); line = in.readLine()) {
          Objects.requireNonNull(line, last);
          lines++;
          last = line;
        }
      }
      assertTrue(lines < 400_000, "merged and thinned: " + lines);
    }
  }

  @Test
  void aPushGoesToAnotherNodeWhereOneDoesNotBegin() throws Exception {
    assertEquals(404, ask("POST", "/api/push", PULL).statusCode());
    lines("/api/pull", PULL);
    node(0).courses.add(Course.BUSY);
    List<JsonNode> lines = lines("/api/push", PULL);
    assertEquals("retrieving manifest", lines.getFirst().path("status").asText());
    assertEquals("success", lines.getLast().path("status").asText());
    node(0).courses.add(Course.CUT);
    assertEquals(
        "push of m:latest failed on n0: its answer broke off",
        lines("/api/push", PULL).getLast().path("error").asText());
  }

  @Test
  void copiesAndDeletesGoToEveryNodeThatHasTheModel() throws Exception {
    lines("/api/pull", PULL);
    String copy = "{\"source\":\"m\",\"destination\":\"you/copy:1\"}";
    assertEquals(200, ask("POST", "/api/copy", copy).statusCode());
    assertEquals(2, route("you/copy:1").size());
    assertEquals(
        404, ask("POST", "/api/copy", "{\"source\":\"none\",\"destination\":\"x\"}").statusCode());
    assertEquals(200, ask("DELETE", "/api/delete", "{\"name\":\"you/copy:1\"}").statusCode());
    assertNull(app.cluster().view().routes().route(new ModelName("you/copy:1")));
    HttpResponse<String> gone = ask("DELETE", "/api/delete", "{\"model\":\"you/copy:1\"}");
    assertEquals(404, gone.statusCode());
    assertEquals("{\"error\":\"model 'you/copy:1' not found\"}", gone.body());

    node(0).refusesDeletes = true;
    HttpResponse<String> partly = ask("DELETE", "/api/delete", PULL);
    assertEquals(502, partly.statusCode());
    assertEquals(
        "{\"error\":\"deletion of m:latest failed on n0: read-only file system (done on n1)\"}",
        partly.body());
    node(0).close();
    assertEquals(
        "{\"error\":\"deletion of m:latest failed on n0: connection refused\"}",
        ask("DELETE", "/api/delete", PULL).body());
  }

  @Test
  void aBlobOfAnySizeGoesToEveryNodeWithoutBeingKept() throws Exception {
    byte[] piece = new byte[1024 * 1024];
    new SplittableRandom(1).nextBytes(piece);
    MessageDigest sha = ModelStore.sha256();
    for (int i = 0; i < UPLOAD_MIB; i++) {
      sha.update(piece);
    }
    String digest = "sha256:" + HexFormat.of().formatHex(sha.digest());
    String path = "/api/blobs/" + digest;
    assertEquals(404, ask("HEAD", path, "").statusCode());
    node(0).slow = true;
    node(1).breaksUploadAt = 5L * piece.length;
    long most = 0;
    try (Socket client = new Socket(InetAddress.getLoopbackAddress(), app.address().getPort())) {
      send(client, "POST " + path, (long) UPLOAD_MIB * piece.length);
      OutputStream out = client.getOutputStream();
      for (int i = 0; i < UPLOAD_MIB; i++) {
        out.write(piece);
        most = Math.max(most, (i + 1L) * piece.length - node(0).uploaded.get());
      }
      InputStream in = client.getInputStream();
      assertEquals(
          "HTTP/1.1 201 Created",
          new BufferedReader(new InputStreamReader(in, StandardCharsets.UTF_8)).readLine());
    }
    assertTrue(most < 24L * piece.length, "waiting between client and slowest node: " + most);
    assertEquals(
        List.of(1, 0, 1), nodes.stream().map(node -> node.blobs.contains(digest) ? 1 : 0).toList());
    assertEquals(404, ask("HEAD", path, "").statusCode());

    String create = "{\"model\":\"made\",\"files\":{\"a.gguf\":\"" + digest + "\"}}";
    assertEquals("success", lines("/api/create", create).getLast().path("status").asText());
    assertEquals(
        List.of("made:latest", "", "made:latest"), ModelStore.names(node(0), node(1), node(2)));
  }

  @Test
  void aBlobThatIsNotWhatItsNameSaysIsRefused() throws Exception {
    String wrong = "/api/blobs/sha256:" + "0".repeat(64);
    HttpResponse<String> refused = ask("POST", wrong, "hello");
    assertEquals(400, refused.statusCode());
    assertEquals("{\"error\":\"digest mismatch\"}", refused.body());
    assertEquals(400, ask("POST", "/api/blobs/sha256:12", "hello").statusCode());
    String hello =
        "sha256:"
            + HexFormat.of()
                .formatHex(ModelStore.sha256().digest("hello".getBytes(StandardCharsets.UTF_8)));
    assertEquals(201, ask("POST", "/api/blobs/" + hello, "hello").statusCode());
    assertEquals(200, ask("POST", "/api/blobs/" + hello, "hello").statusCode());
    assertEquals(200, ask("HEAD", "/api/blobs/" + hello, "").statusCode());
    assertEquals(
        400,
        ask(
                "POST",
                "/api/create",
                "{\"model\":\"a\",\"files\":{\"f\":\"sha256:" + "1".repeat(64) + "\"}}")
            .statusCode());
  }
}
