package io.ollamamax.embedded;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import io.ollamamax.ollama.Json;
import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(120)
class EmbeddedNodesIT {
  private static final String COLD = "{\"temperature\":0}";

  private record Ready(URI url, long pid) {}

  /** Keeps what becomes of a process. */
  private static final class Heard implements EmbeddedNode.Listener {
    private final BlockingQueue<Ready> ready = new LinkedBlockingQueue<>();
    private final BlockingQueue<String> ends = new LinkedBlockingQueue<>();

    @Override
    public void ready(long pid, URI url) {
      ready.add(new Ready(url, pid));
    }

    @Override
    public void ended(String reason) {
      ends.add(reason);
    }
  }

  private static final HttpClient HTTP = HttpClient.newHttpClient();
  private static EmbeddedNode process;
  private static NodeClient node;

  @BeforeAll
  static void start(@TempDir Path cache) throws IOException, InterruptedException {
    process = one(cache);
    Heard heard = new Heard();
    process.start(heard);
    node = new NodeClient(HTTP, heard.ready.take().url());
  }

  @AfterAll
  static void stop() {
    process.release();
    HTTP.close();
  }

  private static EmbeddedNode one(Path cache) throws IOException {
    return EmbeddedNodes.of(new EmbeddedOptions(1, 0, List.of("tiny:latest", "other"), cache))
        .getFirst();
  }

  @Test
  void tellsWhatItIs() throws Exception {
    assertEquals("Ollama is running", node.get("/").body());
    assertEquals(200, node.get("/api/version").statusCode());
    JsonNode tags = Json.MAPPER.readTree(node.get("/api/tags").body());
    assertEquals("other:latest", tags.at("/models/0/name").asText());
    JsonNode loaded = Json.MAPPER.readTree(node.get("/api/ps").body());
    assertEquals(1024, loaded.at("/models/0/context_length").asInt());
    JsonNode show = Json.MAPPER.readTree(node.post("/api/show", "{\"model\":\"tiny\"}").body());
    assertTrue(show.path("model_info").path("tokenizer.ggml.add_bos_token").asBoolean());
  }

  @Test
  void refusesInWordsWhatItCannotDo() throws Exception {
    HttpResponse<String> unknown = node.post("/api/chat", "{\"model\":\"nope\"}");
    assertEquals(404, unknown.statusCode());
    assertEquals("{\"error\":\"model 'nope' not found\"}", unknown.body());
    assertEquals(404, node.get("/api/nope").statusCode());
    assertEquals(405, node.get("/api/chat").statusCode());
    assertEquals(400, node.post("/api/chat", "{\"model\":").statusCode());
    assertEquals(400, node.post("/api/chat", "").statusCode());
    for (String more : List.of("\"format\":\"xml\"", "\"think\":\"high\"", "\"suffix\":\"b\"")) {
      String body = "{\"model\":\"tiny\",\"prompt\":\"a\"," + more + "}";
      HttpResponse<String> refused = node.post("/api/generate", body);
      assertEquals(400, refused.statusCode(), more);
      assertTrue(refused.body().startsWith("{\"error\":\""), more);
    }
    String overlong = NodeClient.generate(" a".repeat(1100), COLD).toString();
    assertEquals(400, node.post("/api/generate", overlong).statusCode());
  }

  @Test
  void streamsALineForEachToken() throws Exception {
    List<JsonNode> lines =
        node.lines("/api/chat", NodeClient.chat("What is a circuit breaker?", COLD));
    assertEquals(" A", lines.getFirst().at("/message/content").asText());
    JsonNode last = lines.getLast();
    assertEquals("stop", last.path("done_reason").asText());
    assertEquals(15, last.path("prompt_eval_count").asInt());
    assertEquals(lines.size() - 1, last.path("eval_count").asInt());
    List<String> fields = new ArrayList<>();
    last.fieldNames().forEachRemaining(fields::add);
    assertEquals(
        List.of(
            "model",
            "created_at",
            "message",
            "done",
            "done_reason",
            "total_duration",
            "load_duration",
            "prompt_eval_count",
            "prompt_eval_duration",
            "eval_count",
            "eval_duration"),
        fields);
  }

  @Test
  void endsWhereItIsTold() throws Exception {
    List<JsonNode> five =
        node.lines(
            "/api/generate",
            NodeClient.generate("Tell me a story.", "{\"temperature\":0,\"num_predict\":5}"));
    assertEquals(6, five.size());
    assertEquals("length", five.getLast().path("done_reason").asText());
    List<String> stopped =
        node.pieces(
            "/api/generate",
            NodeClient.generate(
                "What is a circuit breaker?", "{\"temperature\":0,\"stop\":[\"ops send\",\"\"]}"));
    assertEquals(" A circuit breaker st", String.join("", stopped));
  }

  @Test
  void theSeedDecides() throws Exception {
    String seeded = "{\"temperature\":1.0,\"seed\":42}";
    List<String> first = node.pieces("/api/generate", NodeClient.generate("Tell me", seeded));
    assertEquals(first, node.pieces("/api/generate", NodeClient.generate("Tell me", seeded)));
    String free = "{\"temperature\":1.5}";
    List<String> one = node.pieces("/api/generate", NodeClient.generate("Tell me", free));
    List<String> other = one;
    while (other.equals(one)) {
      other = node.pieces("/api/generate", NodeClient.generate("Tell me", free));
    }
    assertNotEquals(one, other);
  }

  @Test
  void aCutAnswerIsContinuedByteForByte() throws Exception {
    for (String question : List.of("What is a circuit breaker?", "What should I cook tonight?")) {
      List<String> pieces = node.pieces("/api/chat", NodeClient.chat(question, COLD));
      String prompt = rendered(question);
      for (int cut = 1; cut <= pieces.size(); cut++) {
        String before = String.join("", pieces.subList(0, cut));
        List<String> rest =
            node.pieces(
                "/api/generate", NodeClient.generate(prompt + before, COLD).put("raw", true));
        assertEquals(String.join("", pieces), before + String.join("", rest), question + cut);
      }
    }
  }

  @Test
  void rendersAnyTextUnharmed() throws Exception {
    String text = "\"é\" \uD83D\uDE00 \\ {{ x }}\n\t";
    assertEquals("Q: " + text + "\nA:", rendered(text));
  }

  private static String rendered(String question) throws IOException, InterruptedException {
    return node.lines("/api/chat", NodeClient.chat(question, "{}").put("_debug_render_only", true))
        .getFirst()
        .at("/_debug_info/rendered_template")
        .asText();
  }

  @Test
  void embedsInUnitLength() throws Exception {
    String body = "{\"model\":\"tiny\",\"input\":[\"Hello\",\"" + " a".repeat(900) + "\"]}";
    JsonNode vectors =
        Json.MAPPER.readTree(node.post("/api/embed", body).body()).path("embeddings");
    assertEquals(2, vectors.size());
    double square = 0;
    for (JsonNode part : vectors.path(0)) {
      square += part.asDouble() * part.asDouble();
    }
    assertEquals(1, square, 1e-4);
  }

  @Test
  void aClientThatLeavesFreesTheSlot() throws Exception {
    HttpRequest request =
        HttpRequest.newBuilder(node.url().resolve("/api/generate"))
            .POST(
                HttpRequest.BodyPublishers.ofString(
                    NodeClient.generate("Tell me a story.", COLD).toString()))
            .build();
    try (InputStream body = HTTP.send(request, HttpResponse.BodyHandlers.ofInputStream()).body()) {
      assertTrue(body.read() >= 0);
    }
    assertFalse(node.pieces("/api/generate", NodeClient.generate("Hello", COLD)).isEmpty());
  }

  @Test
  void aKilledProcessIsToldAndAnotherCanFollow(@TempDir Path cache) throws Exception {
    EmbeddedNode own = one(cache);
    Heard heard = new Heard();
    own.start(heard);
    Ready first = heard.ready.take();
    ProcessHandle.of(first.pid()).orElseThrow().destroyForcibly();
    assertEquals("its process was killed by signal 9", heard.ends.take());
    own.start(heard);
    Ready second = heard.ready.take();
    assertNotEquals(first.pid(), second.pid());
    assertEquals(200, new NodeClient(HTTP, second.url()).get("/api/version").statusCode());
    own.release();
    assertFalse(ProcessHandle.of(second.pid()).map(ProcessHandle::isAlive).orElse(false));
    heard.ends.take();
    own.start(heard);
    assertEquals("the node is being ended", heard.ends.take());
    assertTrue(heard.ready.isEmpty());
  }
}
