package io.ollamamax;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import io.ollamamax.cluster.ModelName;
import io.ollamamax.cluster.NodeId;
import io.ollamamax.cluster.NodeView;
import io.ollamamax.config.ConfigLoader;
import io.ollamamax.events.Event;
import io.ollamamax.ollama.Json;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse.BodyHandlers;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.function.Predicate;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Real nodes with several models: copies are made, checked, restored and removed. */
@Timeout(value = 10, unit = TimeUnit.MINUTES)
@SuppressWarnings("NullAway.Init")
class RedundancyIT {
  private static final int NODES = 3;
  private static final NodeId FIRST = new NodeId("embedded-1");

  private final HttpClient http = HttpClient.newHttpClient();
  private GatewayApp app;

  @BeforeEach
  void start() throws Exception {
    app =
        new GatewayApp(
            ConfigLoader.parse(
                    "test",
                    """
                    logging: {access: false}
                    embedded: {models: [tiny, second]}
                    inference:
                      fault_tolerance:
                        health_check_interval: 5s
                        self_healing: {enabled: false}
                        redundancy: {default_factor: 2, max_factor: 3, update_interval: 1m}
                    """)
                .orElseThrow(),
            new InetSocketAddress(InetAddress.getLoopbackAddress(), 0),
            "",
            NODES);
    app.cluster().await(view -> view.serving() == NODES);
    // the others have nothing; the registry knows "second", only the first node knows "alone"
    for (int i = 2; i <= NODES; i++) {
      NodeId other = new NodeId("embedded-" + i);
      at(other, "DELETE", "/api/delete", "{\"model\":\"second\"}");
      at(other, "DELETE", "/api/delete", "{\"model\":\"tiny\"}");
    }
    at(FIRST, "POST", "/api/copy", "{\"source\":\"second\",\"destination\":\"me/alone:1\"}");
    look();
  }

  @AfterEach
  void stop() {
    app.close();
    http.close();
  }

  private NodeView node(NodeId id) {
    return app.cluster().view().node(id).orElseThrow();
  }

  private JsonNode call(URI base, String method, String path, String body) throws Exception {
    byte[] answer =
        http.send(
                HttpRequest.newBuilder(base.resolve(path))
                    .method(method, BodyPublishers.ofString(body))
                    .build(),
                BodyHandlers.ofByteArray())
            .body();
    return answer.length == 0 ? Json.object() : Json.read(answer);
  }

  private JsonNode at(NodeId node, String method, String path, String body) throws Exception {
    return call(node(node).url(), method, path, body);
  }

  private JsonNode api(String method, String path) throws Exception {
    return call(
        URI.create("http://127.0.0.1:" + app.address().getPort()), method, "/api/v1" + path, "");
  }

  /** Has every node looked at: what nobody has is asked for everywhere. */
  private void look() throws Exception {
    call(
        URI.create("http://127.0.0.1:" + app.address().getPort()),
        "DELETE",
        "/api/delete",
        "{\"model\":\"none\"}");
  }

  private JsonNode model(String name) throws Exception {
    for (JsonNode model : api("GET", "/models").path("models")) {
      if (model.path("name").asText().equals(name)) {
        return model;
      }
    }
    return Json.object();
  }

  /** Has the gateway reconcile until something of copies has happened. */
  private Event await(long after, Predicate<Event> wanted) throws Exception {
    long at = after;
    while (true) {
      api("POST", "/models/reconcile");
      for (Event event : app.events().await(at, 100, 2_000)) {
        at = event.number();
        if (event.kind() == Event.Kind.REPLICA && wanted.test(event)) {
          return event;
        }
      }
    }
  }

  private static Predicate<Event> done(String step, String model) {
    return event ->
        "done".equals(event.details().get("state"))
            && step.equals(event.details().get("step"))
            && model.equals(event.details().get("model"));
  }

  private Set<String> holders(String model) {
    Set<String> holders = new HashSet<>();
    for (NodeView node : app.cluster().view().nodes()) {
      if (node.models().containsKey(new ModelName(model))) {
        holders.add(node.id().value());
      }
    }
    return holders;
  }

  /** What the nodes themselves say. */
  private Set<String> digests(String model) throws Exception {
    Set<String> digests = new HashSet<>();
    for (String holder : holders(model)) {
      for (JsonNode tag : at(new NodeId(holder), "GET", "/api/tags", "").path("models")) {
        if (tag.path("name").asText().equals(model)) {
          digests.add(tag.path("digest").asText());
        }
      }
    }
    return digests;
  }

  private static void signal(long pid, String signal) throws Exception {
    assertEquals(0, new ProcessBuilder("kill", "-" + signal, Long.toString(pid)).start().waitFor());
  }

  @Test
  void missingCopiesComeFromTheRegistryOrElseFromNodeToNode() throws Exception {
    Event pulled = await(0, done("make", "second:latest"));
    assertTrue(pulled.text().endsWith("pulled from the registry"), pulled::text);
    Event copied = await(0, done("make", "me/alone:1"));
    assertTrue(copied.text().endsWith("copied from node embedded-1"), copied::text);
    for (String name : List.of("second:latest", "me/alone:1")) {
      assertEquals(2, holders(name).size(), name);
      assertEquals(1, digests(name).size(), name);
      assertEquals(1, digests(name).stream().filter(d -> d.length() == 64).count());
    }
    JsonNode alone = model("me/alone:1");
    while (alone.path("actual").asInt() < 2) {
      alone = model("me/alone:1");
    }
    assertEquals(2, alone.path("wanted").asInt());
    assertEquals("", alone.path("why_not").asText());
    List<String> made = new ArrayList<>();
    alone
        .path("copies")
        .forEach(copy -> made.add(copy.path("node").asText() + copy.path("made_here")));
    assertEquals(List.of("embedded-1false", copied.node() + "true"), made);
    // the copy answers, and no name of the way there is left
    JsonNode answer =
        at(
            new NodeId(copied.node()),
            "POST",
            "/api/generate",
            "{\"model\":\"me/alone:1\",\"prompt\":\"Hi\",\"stream\":false,"
                + "\"options\":{\"num_predict\":3}}");
    assertTrue(answer.path("done").asBoolean(), answer::toString);
    String tags = at(new NodeId(copied.node()), "GET", "/api/tags", "").toString();
    assertTrue(tags.contains("me/alone:1") && !tags.contains("ollamamax-copy"), tags);
  }

  @Test
  void aDrainedNodesCopiesAreMadeElsewhereAtOnce() throws Exception {
    api("POST", "/nodes/embedded-1/drain");
    await(0, done("make", "me/alone:1"));
    await(0, done("make", "second:latest"));
    while (model("me/alone:1").path("actual").asInt() < 2) {
      api("POST", "/models/reconcile");
    }
    assertEquals(Set.of("embedded-1", "embedded-2", "embedded-3"), holders("me/alone:1"));
    assertEquals(1, digests("me/alone:1").size());
    assertEquals("healthy", api("GET", "/health").at("/components/redundancy/status").asText());
  }

  @Test
  @Tag("slow")
  void aNodeThatHangsIsReplacedAndWhatIsTooManyGoesWhenItIsBack() throws Exception {
    Event first = await(0, done("make", "me/alone:1"));
    long pid = node(FIRST).pid();
    signal(pid, "STOP");
    Event second = await(first.number(), done("make", "me/alone:1"));
    assertTrue(second.text().endsWith("copied from node " + first.node()), second::text);
    assertEquals(3, holders("me/alone:1").size());
    signal(pid, "CONT");
    Event removed = await(second.number(), done("remove", "me/alone:1"));
    assertTrue(Set.of(first.node(), second.node()).contains(removed.node()), removed::text);
    assertEquals(2, holders("me/alone:1").size());
    assertTrue(holders("me/alone:1").contains("embedded-1"));
    assertEquals(1, digests("me/alone:1").size());
  }
}
