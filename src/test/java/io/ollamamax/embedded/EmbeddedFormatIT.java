package io.ollamamax.embedded;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.ollamamax.ollama.Json;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.SplittableRandom;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Answers in JSON from the real model, and the management of its names. */
@Timeout(300)
class EmbeddedFormatIT {
  private static final int ANSWERS = Integer.getInteger("answers", 20);
  private static final String PERSON =
      """
      {"type":"object","required":["name","age","mood","tags","home"],
       "additionalProperties":false,"properties":{
        "name":{"type":"string","maxLength":20},
        "age":{"type":"integer","minimum":0,"maximum":150},
        "mood":{"enum":["good","bad"]},
        "tags":{"type":"array","items":{"type":"string","maxLength":8},"maxItems":3},
        "home":{"anyOf":[{"$ref":"#/$defs/place"},{"type":"null"}]}},
       "$defs":{"place":{"type":"object","title":"Place","required":["street"],
        "properties":{"street":{"type":"string","maxLength":12},"flat":{"type":"boolean"}}}}}
      """;
  private static final HttpClient HTTP = HttpClient.newHttpClient();
  private static final BlockingQueue<URI> READY = new LinkedBlockingQueue<>();
  private static final BlockingQueue<Long> PIDS = new LinkedBlockingQueue<>();
  private static final BlockingQueue<String> EXITS = new LinkedBlockingQueue<>();
  private static final EmbeddedNode.Listener LISTENER =
      new EmbeddedNode.Listener() {
        @Override
        public void ready(long pid, URI url) {
          PIDS.add(pid);
          READY.add(url);
        }

        @Override
        public void ended(String reason) {
          EXITS.add(reason);
        }
      };
  private static EmbeddedNode process;
  private static NodeClient node;

  @BeforeAll
  static void start(@TempDir Path cache) throws IOException, InterruptedException {
    process =
        EmbeddedNodes.of(new EmbeddedOptions(1, 0, List.of("tiny", "other"), cache)).getFirst();
    process.start(LISTENER);
    node = new NodeClient(HTTP, READY.take());
  }

  @AfterAll
  static void stop() {
    process.release();
    HTTP.close();
  }

  private static JsonNode json(String text) throws IOException {
    return Json.read(text.getBytes(StandardCharsets.UTF_8));
  }

  @Test
  void answersAreWhatTheFormatAsks() throws Exception {
    int whole = 0;
    for (int seed = 0; seed < ANSWERS; seed++) {
      ObjectNode body = Json.object().put("model", "tiny").put("stream", seed % 2 == 0);
      body.putArray("messages").addObject().put("role", "user").put("content", "Who are you?");
      body.putObject("options").put("seed", seed).put("temperature", seed % 3 == 0 ? 0 : 1);
      body.set("format", json(PERSON));
      StringBuilder text = new StringBuilder();
      JsonNode last = Json.object();
      for (String line : node.post("/api/chat", body.toString()).body().lines().toList()) {
        last = json(line);
        text.append(last.at("/message/content").asText());
      }
      if (last.path("done_reason").asText().equals("stop")) {
        whole++;
        JsonNode person = json(text.toString());
        assertTrue(person.path("name").asText("").length() <= 20, text::toString);
        assertTrue(person.path("name").isTextual(), text::toString);
        assertTrue(person.path("age").isIntegralNumber(), text::toString);
        int age = person.path("age").asInt();
        assertTrue(age >= 0 && age <= 150, text::toString);
        assertTrue(List.of("good", "bad").contains(person.path("mood").asText()), text::toString);
        assertTrue(person.path("tags").isArray() && person.path("tags").size() <= 3);
        JsonNode home = person.path("home");
        assertTrue(home.isNull() || home.path("street").isTextual(), text::toString);
      } else {
        assertEquals("length", last.path("done_reason").asText(), last::toString);
      }
    }
    assertTrue(whole >= ANSWERS - 2, "answers that came to their end: " + whole);
  }

  @Test
  void jsonWithoutASchemaIsAnObjectOrCutByTheContext() throws Exception {
    for (int seed = 0; seed < 5; seed++) {
      ObjectNode body = NodeClient.generate("Tell me", "{\"seed\":" + seed + "}");
      JsonNode answer =
          json(
              node.post("/api/generate", body.put("format", "json").put("stream", false).toString())
                  .body());
      String text = answer.path("response").asText();
      assertTrue(text.strip().startsWith("{"), text);
      if (answer.path("done_reason").asText().equals("stop")) {
        assertTrue(json(text).isObject(), text);
      }
    }
  }

  /** What the library cannot read would end the process; none of it gets there. */
  @Test
  void noSchemaEndsTheProcess() throws Exception {
    int taken = 0;
    int before = EXITS.size();
    for (int seed = 0; seed < 200; seed++) {
      SplittableRandom random = new SplittableRandom(seed);
      ObjectNode body = NodeClient.generate("Hello", "{\"num_predict\":2}").put("stream", false);
      body.set("format", schema(random, 0));
      HttpResponse<String> answer = node.post("/api/generate", body.toString());
      assertTrue(List.of(200, 400).contains(answer.statusCode()), () -> body + " " + answer.body());
      taken += answer.statusCode() == 200 ? 1 : 0;
    }
    assertEquals(before, EXITS.size());
    assertTrue(taken > 50, "schemas taken: " + taken);
  }

  private static ObjectNode schema(SplittableRandom random, int depth) {
    ObjectNode made = Json.object();
    int kind = random.nextInt(depth > 3 ? 6 : 10);
    switch (kind) {
      case 0 -> made.put("type", "string").put("maxLength", random.nextInt(5));
      case 1 -> made.put("type", "integer").put("minimum", random.nextInt(-2000, 2000));
      case 2 -> made.putArray("enum").add("ä\"\\").add(random.nextInt()).addNull().add(true);
      case 3 -> made.put("const", "x]|\"" + random.nextInt());
      case 4 -> made.putArray("type").add("number").add("null");
      case 5 -> {
        if (random.nextInt(6) == 0) {
          made.put("type", random.nextBoolean() ? "nonsense" : "");
        } else {
          made.put("type", "boolean").put("description", "no matter");
        }
      }
      case 6 -> {
        made.put("type", "array").set("items", schema(random, depth + 1));
        made.put("minItems", random.nextInt(3)).put("maxItems", random.nextInt(3, 6));
      }
      case 7 -> {
        for (int i = 0; i <= random.nextInt(3); i++) {
          made.withArray("anyOf").add(schema(random, depth + 1));
        }
      }
      default -> {
        ObjectNode properties = made.put("type", "object").putObject("properties");
        for (int i = 0; i < random.nextInt(5); i++) {
          String name = List.of("a", "a b", "é", "$ref", "\"", "-", "").get(random.nextInt(7)) + i;
          properties.set(name, schema(random, depth + 1));
          if (random.nextBoolean()) {
            made.withArray("required").add(name);
          }
        }
        if (random.nextInt(3) == 0) {
          made.put("additionalProperties", false);
        }
      }
    }
    return made;
  }

  @Test
  void itsNamesCanBeChangedAndOutliveItsProcess() throws Exception {
    HttpResponse<String> unknown = node.post("/api/pull", "{\"model\":\"llama3.2\"}");
    assertEquals(
        """
        {"status":"pulling manifest"}
        {"error":"pull model manifest: file does not exist"}
        """,
        unknown.body());
    assertEquals(
        500, node.post("/api/pull", "{\"model\":\"llama3.2\",\"stream\":false}").statusCode());
    assertEquals(400, node.post("/api/create", "{\"model\":\"x\",\"from\":\"tiny\"}").statusCode());
    String copy = "{\"source\":\"tiny\",\"destination\":\"me/mine:1\"}";
    assertEquals(200, node.post("/api/copy", copy).statusCode());
    assertEquals(200, delete("{\"name\":\"other\"}"));
    assertEquals(404, delete("{\"name\":\"other\"}"));
    assertEquals(List.of("me/mine:1", "tiny:latest"), names());

    ProcessHandle.of(PIDS.take()).orElseThrow().destroyForcibly();
    EXITS.take();
    process.start(LISTENER);
    node = new NodeClient(HTTP, READY.take());
    assertEquals(List.of("me/mine:1", "tiny:latest"), names());

    assertEquals(200, delete("{\"model\":\"tiny\"}"));
    assertEquals(List.of("me/mine:1"), names());
    String pulled = node.post("/api/pull", "{\"model\":\"tiny\"}").body();
    assertEquals("{\"status\":\"success\"}", pulled.lines().toList().getLast());
    assertEquals(200, delete("{\"model\":\"me/mine:1\"}"));
    assertEquals(List.of("tiny:latest"), names());
  }

  @Test
  void eachModelHasItsOwnDigestAndFilesAreChecked() throws Exception {
    JsonNode models = json(node.get("/api/tags").body()).path("models");
    long digests = models.valueStream().map(m -> m.path("digest").asText()).distinct().count();
    assertEquals(models.size(), digests);
    String hello = "sha256:" + ContentStore.digest("hello".getBytes(StandardCharsets.UTF_8));
    assertEquals(400, node.post("/api/blobs/sha256:12", "hello").statusCode());
    assertEquals(400, node.post("/api/blobs/sha256:" + "0".repeat(64), "hello").statusCode());
    assertEquals(201, node.post("/api/blobs/" + hello, "hello").statusCode());
    assertEquals(200, node.post("/api/blobs/" + hello, "hello").statusCode());
  }

  private static List<String> names() throws Exception {
    return json(node.get("/api/tags").body())
        .path("models")
        .valueStream()
        .map(model -> model.path("name").asText())
        .sorted()
        .toList();
  }

  private static int delete(String body) throws Exception {
    return HTTP.send(
            HttpRequest.newBuilder(node.url().resolve("/api/delete"))
                .method("DELETE", HttpRequest.BodyPublishers.ofString(body))
                .build(),
            HttpResponse.BodyHandlers.ofString())
        .statusCode();
  }
}
