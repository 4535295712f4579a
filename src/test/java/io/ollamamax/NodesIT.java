package io.ollamamax;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import io.ollamamax.cluster.NodeId;
import io.ollamamax.cluster.NodeStatus;
import io.ollamamax.cluster.NodeView;
import io.ollamamax.config.ConfigLoader;
import io.ollamamax.gateway.HostNames;
import io.ollamamax.ollama.Json;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.net.BindException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.net.UnknownHostException;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyStore;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.function.Predicate;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Nodes that are added, held, removed, found by name and probed, over small fake servers. */
@Timeout(value = 5, unit = TimeUnit.MINUTES)
class NodesIT {
  private static final InetSocketAddress ANY_PORT =
      new InetSocketAddress(InetAddress.getLoopbackAddress(), 0);
  private static final HttpClient HTTP = HttpClient.newHttpClient();
  private static final String GENERATE = "{\"model\":\"m\",\"prompt\":\"x\"}";

  @AfterAll
  static void close() {
    HTTP.close();
  }

  private static GatewayApp app(String yaml) throws IOException {
    return app(yaml, HostNames.Resolver::system);
  }

  private static GatewayApp app(String yaml, HostNames.Resolver resolver) throws IOException {
    return new GatewayApp(
        ConfigLoader.parse("test", yaml).orElseThrow(), ANY_PORT, "", 0, resolver);
  }

  private static HttpResponse<String> call(GatewayApp app, String method, String path, String body)
      throws Exception {
    return HTTP.send(
        HttpRequest.newBuilder(uri(app, path))
            .method(method, HttpRequest.BodyPublishers.ofString(body))
            .build(),
        HttpResponse.BodyHandlers.ofString());
  }

  private static URI uri(GatewayApp app, String path) {
    return URI.create("http://127.0.0.1:" + app.address().getPort() + path);
  }

  private static JsonNode json(HttpResponse<String> response) throws IOException {
    return Json.read(response.body().getBytes(StandardCharsets.UTF_8));
  }

  private static NodeView node(GatewayApp app, String id) {
    return app.cluster().view().node(new NodeId(id)).orElseThrow();
  }

  private static NodeView await(GatewayApp app, String id, Predicate<NodeView> wanted)
      throws InterruptedException {
    return app.cluster()
        .await(view -> view.node(new NodeId(id)).filter(wanted).isPresent())
        .node(new NodeId(id))
        .orElseThrow();
  }

  private static void gone(GatewayApp app, String id) throws InterruptedException {
    app.cluster().await(view -> view.node(new NodeId(id)).isEmpty());
  }

  private static String servedBy(GatewayApp app) throws Exception {
    HttpResponse<String> answer = call(app, "POST", "/api/generate", GENERATE);
    assertEquals(200, answer.statusCode(), answer.body());
    return answer.headers().firstValue("X-Served-By").orElseThrow();
  }

  @Test
  void nodesAreAddedByTheRulesOfTheFile() throws Exception {
    try (FakeOllama fake = new FakeOllama();
        GatewayApp app = app("")) {
      HttpResponse<String> added =
          call(
              app,
              "POST",
              "/api/v1/nodes",
              "{\"url\":\""
                  + fake.url()
                  + "\",\"id\":\"x\",\"labels\":{\"zone\":\"a\",\"rack\":7}}");
      assertEquals(201, added.statusCode(), added.body());
      assertEquals("x", json(added).path("id").asText());
      await(app, "x", node -> node.status() == NodeStatus.HEALTHY);
      assertEquals("x", servedBy(app));
      JsonNode shown = json(call(app, "GET", "/api/v1/nodes/x", ""));
      assertEquals(
          Json.read("{\"rack\":\"7\",\"zone\":\"a\"}".getBytes(StandardCharsets.UTF_8)),
          shown.path("labels"));
      assertTrue(shown.path("models").get(0).path("routed").asBoolean());

      assertRefused(409, "that of another node", app, "{\"url\":\"http://h\",\"id\":\"x\"}");
      assertRefused(409, "that of 'x'", app, "{\"url\":\"" + fake.url() + "\"}");
      assertRefused(400, "url is required", app, "");
      assertRefused(400, "no JSON", app, "{");
      assertRefused(
          400, "url: expected an http or https address such as", app, "{\"url\":\"ftp://h\"}");
      assertRefused(400, "did you mean labels?", app, "{\"url\":\"http://h\",\"label\":{}}");
      assertRefused(
          400,
          "headers.A B: the name or the value",
          app,
          "{\"url\":\"http://h\",\"headers\":{\"A B\":\"c\"}}");
      assertRefused(400, "cannot be read", app, "{\"url\":\"http://h\",\"ca\":\"/no/such/file\"}");
      assertRefused(400, "expected a mapping", app, "[]");
      assertEquals(1, json(call(app, "GET", "/api/v1/nodes", "")).path("nodes").size());
    }
  }

  private static void assertRefused(int status, String why, GatewayApp app, String body)
      throws Exception {
    HttpResponse<String> answer = call(app, "POST", "/api/v1/nodes", body);
    assertEquals(status, answer.statusCode(), answer.body());
    assertTrue(json(answer).path("error").asText().contains(why), answer.body());
  }

  @Test
  void anAnswerInFlightIsNeverCut() throws Exception {
    for (String action : List.of("cordon", "drain", "remove", "force")) {
      try (FakeOllama first = new FakeOllama();
          FakeOllama second = new FakeOllama();
          GatewayApp app = app("nodes: [{id: a, url: '" + first.url() + "'}]")) {
        await(app, "a", node -> node.status() == NodeStatus.HEALTHY);
        first.generated.poll(1, TimeUnit.MINUTES); // the probe's
        first.hold();
        HttpResponse<InputStream> running =
            HTTP.send(
                HttpRequest.newBuilder(uri(app, "/api/generate"))
                    .POST(HttpRequest.BodyPublishers.ofString(GENERATE))
                    .build(),
                HttpResponse.BodyHandlers.ofInputStream());
        call(app, "POST", "/api/v1/nodes", "{\"id\":\"b\",\"url\":\"" + second.url() + "\"}");
        await(app, "b", node -> node.status() == NodeStatus.HEALTHY);
        HttpResponse<String> done =
            switch (action) {
              case "remove" -> call(app, "DELETE", "/api/v1/nodes/a", "");
              case "force" -> call(app, "DELETE", "/api/v1/nodes/a?force=true", "");
              default -> call(app, "POST", "/api/v1/nodes/a/" + action, "");
            };
        assertEquals(action.equals("remove") ? 202 : 200, done.statusCode(), done.body());
        if (action.equals("force")) {
          assertEquals(404, call(app, "GET", "/api/v1/nodes/a", "").statusCode());
        } else {
          JsonNode state = json(done);
          assertEquals("draining", state.path("status").asText());
          assertEquals(1, state.path("in_flight").asInt());
          assertFalse(state.path("drained").asBoolean());
        }
        for (int i = 0; i < 5; i++) {
          assertEquals("b", servedBy(app), "nothing new goes there");
        }
        first.release();
        List<String> lines = new ArrayList<>();
        try (BufferedReader reader =
            new BufferedReader(new InputStreamReader(running.body(), StandardCharsets.UTF_8))) {
          reader.lines().forEach(lines::add);
        }
        assertEquals(3, lines.size(), action + " " + lines);
        assertTrue(lines.getLast().contains("\"done\":true"), lines.getLast());
        if (action.equals("remove")) {
          gone(app, "a");
        } else if (!action.equals("force")) {
          call(app, "POST", "/api/v1/nodes/a/un" + action, "");
          assertEquals(NodeStatus.HEALTHY, node(app, "a").status());
        }
      }
    }
  }

  @Test
  void whatCannotBeDoneIsSaid() throws Exception {
    try (FakeOllama fake = new FakeOllama();
        GatewayApp app = app("nodes: [{id: a, url: '" + fake.url() + "'}]")) {
      await(app, "a", node -> node.status() == NodeStatus.HEALTHY);
      assertEquals("healthy", json(call(app, "GET", "/api/v1/health", "")).path("status").asText());
      call(
          app,
          "POST",
          "/api/v1/nodes",
          "{\"id\":\"s\",\"url\":\"http://127.0.0.1:1\",\"standby\":true}");
      assertEquals(
          "standby", json(call(app, "GET", "/api/v1/nodes/s", "")).path("status").asText());
      JsonNode health = json(call(app, "GET", "/api/v1/health", ""));
      assertEquals("healthy", health.path("status").asText(), "a reserve takes nothing away");
      assertEquals(404, call(app, "POST", "/api/v1/nodes/none/drain", "").statusCode());
      assertEquals(404, call(app, "DELETE", "/api/v1/nodes/none", "").statusCode());
      assertEquals(400, call(app, "DELETE", "/api/v1/nodes/a?force=perhaps", "").statusCode());
      call(app, "POST", "/api/v1/nodes/a/drain", "{}");
      HttpResponse<String> other = call(app, "POST", "/api/v1/nodes/a/uncordon", "");
      assertEquals(409, other.statusCode());
      assertTrue(other.body().contains("undrain it"), other.body());
      assertTrue(json(call(app, "GET", "/api/v1/nodes/a", "")).path("drained").asBoolean());
    }
  }

  @Test
  void differentCopiesAreShown() throws Exception {
    try (FakeOllama one = new FakeOllama();
        FakeOllama two = new FakeOllama()) {
      two.digest = "d2";
      String yaml =
          "nodes: [{id: a, url: '%s'}, {id: b, url: '%s'}]".formatted(one.url(), two.url());
      try (GatewayApp app = app(yaml)) {
        app.cluster().await(view -> view.serving() == 2);
        JsonNode nodes = json(call(app, "GET", "/api/v1/nodes", "")).path("nodes");
        assertTrue(nodes.get(0).path("models").get(0).path("routed").asBoolean());
        assertFalse(nodes.get(1).path("models").get(0).path("routed").asBoolean());
        assertEquals("d2", nodes.get(1).path("models").get(0).path("digest").asText());
        assertEquals("a", servedBy(app));
      }
    }
  }

  /** Host names as a test says, and which threads asked. */
  private static final class FakeNames implements HostNames.Resolver {
    private volatile List<InetAddress> addresses = List.of();
    private final Set<String> platformThreads = ConcurrentHashMap.newKeySet();

    void set(String... literals) {
      List<InetAddress> all = new ArrayList<>();
      for (String literal : literals) {
        all.add(InetAddress.ofLiteral(literal));
      }
      addresses = List.copyOf(all);
    }

    @Override
    public List<InetAddress> resolve(String host) throws UnknownHostException {
      if (!Thread.currentThread().isVirtual()) {
        platformThreads.add(Thread.currentThread().getName());
      }
      if (!host.equals("ollama.test")) {
        throw new UnknownHostException(host);
      }
      return addresses;
    }
  }

  /** Servers at these addresses of the loopback net, all at one port. */
  private static List<FakeOllama> atOnePort(String... addresses) throws IOException {
    for (int attempt = 0; ; attempt++) {
      List<FakeOllama> all = new ArrayList<>();
      try {
        for (String address : addresses) {
          int port = all.isEmpty() ? 0 : all.getFirst().port();
          all.add(
              new FakeOllama(new InetSocketAddress(InetAddress.ofLiteral(address), port), null));
        }
        return all;
      } catch (BindException e) {
        all.forEach(FakeOllama::close);
        if (attempt == 20) {
          throw e;
        }
      }
    }
  }

  @Test
  void theAddressesOfANameAreNodesThatComeAndGo() throws Exception {
    FakeNames names = new FakeNames();
    names.set("127.0.0.1", "127.0.0.2");
    List<FakeOllama> fakes = atOnePort("127.0.0.1", "127.0.0.2", "127.0.0.3");
    String host = "ollama.test:" + fakes.getFirst().port();
    String yaml =
        "inference: {fault_tolerance: {health_check_interval: 5s, self_healing: {enabled:"
            + " false}}}\n"
            + "nodes: [{id: g, url: 'http://"
            + host
            + "', resolve: true}]";
    try (GatewayApp app = app(yaml, names)) {
      app.cluster().await(view -> view.serving() == 2);
      for (int i = 0; i < 10; i++) {
        assertTrue(Set.of("g-127.0.0.1", "g-127.0.0.2").contains(servedBy(app)));
      }
      names.set("127.0.0.3");
      gone(app, "g-127.0.0.1");
      gone(app, "g-127.0.0.2");
      await(app, "g-127.0.0.3", node -> node.status() == NodeStatus.HEALTHY);
      assertEquals("g-127.0.0.3", servedBy(app));
      names.set();
      app.cluster().await(view -> view.serving() == 1);
      JsonNode shown = json(call(app, "GET", "/api/v1/nodes", ""));
      assertEquals("127.0.0.3", shown.path("nodes").get(0).path("address").asText());
      assertEquals("g", shown.path("names").get(0).path("id").asText());
      for (FakeOllama fake : fakes) {
        assertEquals(Set.of(host), Set.copyOf(fake.hosts), "the name is kept");
      }
      assertEquals(Set.of(), names.platformThreads);
    } finally {
      fakes.forEach(FakeOllama::close);
    }
  }

  @Test
  void aPlainNodesNameIsLookedUpBesideTheEventLoops() throws Exception {
    FakeNames names = new FakeNames();
    names.set("127.0.0.1");
    try (FakeOllama fake = new FakeOllama();
        GatewayApp app =
            app(
                "nodes: [{id: a, url: 'http://localhost:" + fake.port() + "'}]",
                host -> {
                  assertEquals("localhost", host);
                  assertTrue(Thread.currentThread().isVirtual(), Thread.currentThread().getName());
                  return names.addresses;
                })) {
      await(app, "a", node -> node.status() == NodeStatus.HEALTHY);
      assertEquals("a", servedBy(app));
    }
  }

  @Test
  void theNameGoesAlongInTls(@TempDir Path dir) throws Exception {
    FakeNames names = new FakeNames();
    names.set("127.0.0.1");
    SSLContext tls = certificate(dir, "ollama.test");
    try (FakeOllama fake = new FakeOllama(ANY_PORT, tls);
        GatewayApp app =
            app(
                "nodes: [{id: g, resolve: true, url: 'https://ollama.test:"
                    + fake.port()
                    + "', ca: '"
                    + dir.resolve("ca.pem")
                    + "'}]",
                names)) {
      NodeView node =
          await(
              app,
              "g-127.0.0.1",
              seen -> seen.status() == NodeStatus.HEALTHY || seen.status() == NodeStatus.UNHEALTHY);
      assertEquals("", node.reason(), "the certificate is for the name alone");
      assertEquals("g-127.0.0.1", servedBy(app));
    }
  }

  /** A key pair whose certificate names the host; its PEM is put beside it as {@code ca.pem}. */
  private static SSLContext certificate(Path dir, String host) throws Exception {
    Path store = dir.resolve("keys.p12");
    keytool(
        "-genkeypair",
        "-alias",
        "k",
        "-keyalg",
        "EC",
        "-dname",
        "CN=test",
        "-validity",
        "7",
        "-ext",
        "SAN=dns:" + host,
        "-keystore",
        store.toString(),
        "-storetype",
        "PKCS12",
        "-storepass",
        "changeit");
    keytool(
        "-exportcert",
        "-rfc",
        "-alias",
        "k",
        "-file",
        dir.resolve("ca.pem").toString(),
        "-keystore",
        store.toString(),
        "-storepass",
        "changeit");
    KeyStore keys = KeyStore.getInstance("PKCS12");
    try (InputStream in = Files.newInputStream(store)) {
      keys.load(in, "changeit".toCharArray());
    }
    KeyManagerFactory factory =
        KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
    factory.init(keys, "changeit".toCharArray());
    SSLContext context = SSLContext.getInstance("TLS");
    context.init(factory.getKeyManagers(), null, null);
    return context;
  }

  private static void keytool(String... arguments) throws Exception {
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "keytool").toString());
    command.addAll(List.of(arguments));
    Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
    String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    assertEquals(0, process.waitFor(), said);
  }

  @Test
  void aNodeThatAcceptsAndNeverAnswersDelaysNobody() throws Exception {
    int others = 50;
    try (ServerSocket hole = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
        FakeOllama fake = new FakeOllama()) {
      StringBuilder yaml = new StringBuilder("nodes:\n");
      yaml.append("  - {id: hole, url: 'http://127.0.0.1:").append(hole.getLocalPort());
      yaml.append("'}\n");
      for (int i = 0; i < others; i++) {
        yaml.append("  - {id: n%d, url: '%s/%d'}%n".formatted(i, fake.url(), i));
      }
      try (GatewayApp app = app(yaml.toString())) {
        NodeView meanwhile =
            app.cluster()
                .await(view -> view.serving() == others)
                .node(new NodeId("hole"))
                .orElseThrow();
        assertEquals(NodeStatus.STARTING, meanwhile.status(), "its probes still wait");
        assertTrue(servedBy(app).startsWith("n"));
        NodeView judged = await(app, "hole", node -> node.status() == NodeStatus.UNHEALTHY);
        assertEquals("no answer within 5.0 s", judged.reason());
        assertEquals(others, app.cluster().view().serving());
      }
    }
  }

  @Test
  void aHangThatOnlyATokenShowsDegradesTheNodeUntilOneComes() throws Exception {
    String yaml =
        """
        inference: {fault_tolerance: {health_check_interval: 5s, self_healing: {enabled: false}}}
        gateway: {first_token_min: 500ms}
        nodes: [{id: a, url: '%s'}]
        """;
    try (FakeOllama fake = new FakeOllama()) {
      fake.hold();
      try (GatewayApp app = app(yaml.formatted(fake.url()))) {
        NodeView hung = await(app, "a", node -> node.status() == NodeStatus.DEGRADED);
        assertEquals(
            "gpu-hang: answers, but no token came from m:latest within 0.5 s", hung.reason());
        fake.release();
        await(app, "a", node -> node.status() == NodeStatus.HEALTHY);
        JsonNode asked = fake.generated.take();
        assertEquals(
            Json.read("{\"num_predict\":1}".getBytes(StandardCharsets.UTF_8)),
            asked.path("options"),
            "no num_ctx");
        int keep = asked.path("keep_alive").asInt();
        assertTrue(keep > 290 && keep <= 300, "kept as long as it was to stay: " + keep);
      }
    }
  }

  @Test
  void anEmbeddingModelIsNeverAskedForAToken() throws Exception {
    String yaml =
        """
        inference: {fault_tolerance: {health_check_interval: 5s, self_healing: {enabled: false}}}
        nodes: [{id: a, url: '%s'}, {id: b, url: '%s'}]
        """;
    try (FakeOllama embeds = new FakeOllama();
        FakeOllama chats = new FakeOllama()) {
      embeds.capability = "embedding";
      embeds.digest = "e";
      try (GatewayApp app = app(yaml.formatted(embeds.url(), chats.url()))) {
        app.cluster().await(view -> view.serving() == 2);
        chats.generated.take();
        chats.generated.take();
        assertEquals(0, embeds.generated.size(), "while the other was asked twice");
      }
    }
  }
}
