package io.ollamamax.simnode;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.ollamamax.ollama.Json;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** What a healthy simulated node answers at the socket. */
@Timeout(value = 60, unit = TimeUnit.SECONDS)
class SimApiTest {
  private static final String GENERATE = "/api/generate";
  private static final String CHAT = "/api/chat";
  private static final SimModel GREEDY =
      new SimModel(
          "greedy:latest",
          "9".repeat(64),
          Set.of("completion"),
          64,
          true,
          Map.of("temperature", "0"));
  private static final SimSettings SETTINGS =
      new SimSettings("sim", 4, Duration.ZERO, Duration.ofMillis(20))
          .with(
              SimModel.parse("sim"),
              SimModel.of("wise", "completion", "thinking"),
              SimModel.of("vectors", "embedding"),
              GREEDY);

  private final SimFleet fleet = new SimFleet(new SplittableRandom(1));
  private final SimClient client = new SimClient();
  private final SimNode node = fleet.start(SETTINGS, SimClient.ANY_PORT);

  @AfterEach
  void end() {
    client.close();
    fleet.close();
  }

  private static String ask(String model, String... fields) {
    return "{\"model\":\""
        + model
        + "\",\"prompt\":\"[req:a1] tell\",\"messages\":[{\"role\":\"user\",\"content\":\"[req:a1]"
        + " tell\"}]"
        + (fields.length == 0 ? "" : "," + String.join(",", fields))
        + "}";
  }

  private JsonNode last(String path, String body) throws Exception {
    SimClient.Answer answer = client.post(node, path, body);
    assertEquals(200, answer.status(), answer::body);
    return answer.lines().getLast();
  }

  @Test
  void chatAndGenerateStreamAndDoNot() throws Exception {
    for (String path : List.of(CHAT, GENERATE)) {
      SimClient.Answer streamed = client.post(node, path, ask("sim"));
      assertEquals("application/x-ndjson", streamed.type());
      assertEquals(5, streamed.lines().size());
      assertEquals(List.of(), TokenCheck.violations("a1", 4, streamed.text()));
      SimClient.Answer whole = client.post(node, path, ask("sim", "\"stream\":false"));
      assertEquals("application/json; charset=utf-8", whole.type());
      assertEquals(List.of(), TokenCheck.violations("a1", 4, whole.text()));
      assertNotEquals(streamed.text(), whole.text(), "sampled runs differ");
      for (JsonNode done : List.of(streamed.lines().getLast(), whole.json())) {
        assertTrue(done.path("done").asBoolean());
        assertEquals("stop", done.path("done_reason").asText());
        assertEquals(4, done.path("eval_count").asInt());
        assertEquals(4, done.path("prompt_eval_count").asInt(), "words of the rendered prompt");
      }
    }
  }

  @Test
  void seedAndTemperatureDecide() throws Exception {
    for (String options : List.of("\"seed\":7", "\"temperature\":0")) {
      String body = ask("sim", "\"options\":{" + options + "}");
      assertEquals(client.post(node, CHAT, body).text(), client.post(node, GENERATE, body).text());
    }
    assertEquals(
        client.post(node, CHAT, ask("greedy")).text(),
        client.post(node, CHAT, ask("greedy")).text());
  }

  @Test
  void aRawPromptMustBeTheRenderedOneAndWholeTokens() throws Exception {
    for (String model : List.of("sim", "greedy")) {
      String system = "\"system\":\"be kind\"";
      String first = client.post(node, GENERATE, ask(model, system)).text();
      String given = first.substring(0, first.indexOf(';', first.indexOf(';') + 1) + 1);
      JsonNode rendered =
          client.post(node, GENERATE, ask(model, system, "\"_debug_render_only\":true")).json();
      String prompt = rendered.at("/_debug_info/rendered_template").asText();
      assertTrue(prompt.contains("<|system|>\nbe kind<|end|>"), prompt);
      String plain = prompt.replaceFirst("^<s>", "");
      assertEquals(List.of(), violations(given, model, plain + given));
      assertFalse(violations(given, model, prompt.replace("be kind", "") + given).isEmpty());
      if (model.equals("greedy")) {
        assertFalse(violations(given, model, prompt + given).isEmpty(), "a doubled beginning");
      }
      assertFalse(violations(given, model, plain + given.replaceFirst(";$", "")).isEmpty());
    }
  }

  private List<String> violations(String given, String model, String prompt) throws Exception {
    ObjectNode raw = Json.object().put("model", model).put("raw", true).put("prompt", prompt);
    return TokenCheck.violations(
        "a1", 4, given + client.post(node, GENERATE, raw.toString()).text());
  }

  @Test
  void thinkingHasChunksOfItsOwn() throws Exception {
    List<JsonNode> lines = client.post(node, CHAT, ask("wise", "\"think\":true")).lines();
    StringBuilder thoughts = new StringBuilder();
    lines.forEach(line -> thoughts.append(line.at("/message/thinking").asText()));
    assertEquals(List.of(), TokenCheck.violations("a1t", 5, thoughts.toString()));
    assertTrue(lines.getFirst().path("message").has("thinking"));
    SimClient.Answer without = client.post(node, CHAT, ask("wise", "\"think\":false"));
    assertFalse(without.body().contains("thinking"));
    assertEquals(List.of(), TokenCheck.violations("a1", 4, without.text()));
    assertEquals(
        "\"sim\" does not support thinking",
        client.post(node, CHAT, ask("sim", "\"think\":true")).error());
  }

  @Test
  void aToolIsCalledAndItsAnswerIsTaken() throws Exception {
    String tools =
        "\"tools\":[{\"type\":\"function\",\"function\":{\"name\":\"weather\",\"parameters\":"
            + "{\"type\":\"object\",\"properties\":{\"city\":{\"type\":\"string\"}}}}}]";
    JsonNode call =
        client.post(node, CHAT, ask("sim", tools)).lines().getFirst().at("/message/tool_calls/0");
    assertEquals("weather", call.at("/function/name").asText());
    assertEquals("a1", call.at("/function/arguments/city").asText());
    String answered =
        "{\"model\":\"sim\",\"messages\":[{\"role\":\"user\",\"content\":\"[req:a1]\"},"
            + "{\"role\":\"assistant\",\"content\":\"\",\"tool_calls\":["
            + call
            + "]},{\"role\":\"tool\",\"content\":\"rain\"}],"
            + tools
            + "}";
    assertEquals(
        List.of(), TokenCheck.violations("a1", 4, client.post(node, CHAT, answered).text()));
    assertEquals(400, client.post(node, CHAT, ask("wise", tools)).status());
  }

  @Test
  void formatGivesJson() throws Exception {
    String text = client.post(node, CHAT, ask("sim", "\"format\":\"json\"")).text();
    String answer = Json.read(text.getBytes(StandardCharsets.UTF_8)).path("answer").asText();
    assertEquals(List.of(), TokenCheck.violations("a1", 4, answer));
  }

  @Test
  void logprobsComeWithEachToken() throws Exception {
    List<JsonNode> lines =
        client.post(node, GENERATE, ask("sim", "\"logprobs\":true,\"top_logprobs\":2")).lines();
    JsonNode entry = lines.getFirst().at("/logprobs/0");
    assertEquals(lines.getFirst().path("response").asText(), entry.path("token").asText());
    assertEquals(2, entry.path("top_logprobs").size());
    assertEquals(entry.path("token").asText().length(), entry.path("bytes").size());
  }

  @Test
  void limitsAndStopsEndAnAnswer() throws Exception {
    JsonNode done = last(GENERATE, ask("sim", "\"options\":{\"num_predict\":2}"));
    assertEquals("length", done.path("done_reason").asText());
    assertEquals(2, done.path("eval_count").asInt());
    assertEquals(
        4,
        last(GENERATE, ask("sim", "\"options\":{\"num_predict\":-1}")).path("eval_count").asInt());
    SimClient.Answer stopped =
        client.post(node, GENERATE, ask("sim", "\"options\":{\"stop\":[\" a1.2.\"]}"));
    assertEquals(List.of(), TokenCheck.violations("a1", 2, stopped.text()));
    assertEquals("stop", stopped.lines().getLast().path("done_reason").asText());
    String narrow = "\"options\":{\"num_ctx\":6}";
    done = last(GENERATE, ask("sim", narrow, "\"shift\":false"));
    assertEquals("length", done.path("done_reason").asText());
    assertEquals(2, done.path("eval_count").asInt());
    assertEquals(4, last(GENERATE, ask("sim", narrow)).path("eval_count").asInt());
    assertEquals(
        400,
        client
            .post(node, GENERATE, ask("sim", "\"options\":{\"num_ctx\":2}", "\"truncate\":false"))
            .status());
  }

  @Test
  void imagesAreMarkedAndCounted() throws Exception {
    String images = "\"images\":[\"aGk=\",\"aGk=\"]";
    JsonNode info =
        client
            .post(node, GENERATE, ask("sim", images, "\"_debug_render_only\":true"))
            .json()
            .path("_debug_info");
    assertEquals(2, info.path("image_count").asInt());
    assertTrue(info.path("rendered_template").asText().contains("[img-0][img-1][req:a1]"));
    assertFalse(
        client
            .post(node, GENERATE, ask("sim", "\"_debug_render_only\":true"))
            .json()
            .path("_debug_info")
            .has("image_count"));
  }

  @Test
  void aModelComesAndGoesAsItsTimeSays() throws Exception {
    assertTrue(loaded("sim"));
    String bare = "{\"model\":\"sim\",\"keep_alive\":%s}";
    assertEquals("unload", last(GENERATE, bare.formatted("0")).path("done_reason").asText());
    assertFalse(loaded("sim"));
    assertEquals("load", last(GENERATE, bare.formatted("\"5m\"")).path("done_reason").asText());
    assertTrue(loaded("sim"));
    last(CHAT, ask("sim", "\"keep_alive\":0"));
    assertFalse(loaded("sim"));
    assertTrue(last(CHAT, ask("sim")).path("load_duration").asLong() >= 20_000_000);
  }

  @Test
  void anotherContextReloads() throws Exception {
    assertEquals(0, last(CHAT, ask("sim")).path("load_duration").asLong());
    String narrow = ask("sim", "\"options\":{\"num_ctx\":100}");
    assertTrue(last(CHAT, narrow).path("load_duration").asLong() > 0);
    assertEquals(0, last(CHAT, narrow).path("load_duration").asLong());
    assertEquals(100, row("sim").path("context_length").asInt());
  }

  @Test
  void slotsAndQueueAreBounded() throws Exception {
    SimNode narrow =
        fleet.start(
            new SimSettings("sim", 4, Duration.ofMillis(1), Duration.ZERO).slots(1, 1),
            SimClient.ANY_PORT);
    Socket first = SimClient.send(narrow, CHAT, ask("sim").replace("tell", "[len:900000] tell"));
    SimClient.await(() -> narrow.working() == 1);
    CompletableFuture<SimClient.Answer> second = client.later(narrow, CHAT, ask("sim"));
    SimClient.await(() -> narrow.waiting() == 1);
    SimClient.Answer third = client.post(narrow, CHAT, ask("sim"));
    assertEquals(503, third.status());
    assertEquals(Catalogue.BUSY, third.error());
    assertFalse(second.isDone());
    first.close();
    assertEquals(200, second.get().status(), "a client that leaves frees its slot");
    assertEquals(1, narrow.cancelled());
  }

  @Test
  void aClientThatDoesNotReadHoldsTheNodeBack() throws Exception {
    String endless =
        ask("sim", "\"logprobs\":true,\"top_logprobs\":20").replace("tell", "[len:900000] tell");
    try (Socket socket = SimClient.send(node, CHAT, endless)) {
      byte[] some = new byte[1000];
      assertEquals(1000, socket.getInputStream().readNBytes(some, 0, 1000));
      long made = settled();
      assertTrue(made < 900_000, "it waits: " + made);
      socket.getInputStream().skipNBytes(10_000_000);
      assertTrue(settled() > made, "and goes on");
    }
  }

  /** Tokens made once no more are made from one look to the next. */
  private long settled() throws Exception {
    long before = -1;
    long now = node.made();
    while (now != before) {
      before = now;
      for (int i = 0; i < 20; i++) {
        client.get(node, "/api/version");
      }
      now = node.made();
    }
    return now;
  }

  @Test
  void listsAndShowTellOfEachModel() throws Exception {
    JsonNode tags = client.get(node, "/api/tags").json().path("models");
    assertEquals(4, tags.size());
    assertEquals(4, Set.copyOf(tags.findValuesAsText("digest")).size());
    JsonNode shown = client.post(node, "/api/show", "{\"name\":\"greedy\"}").json();
    assertTrue(shown.at("/model_info/tokenizer.ggml.add_bos_token").asBoolean());
    assertEquals("completion", shown.at("/capabilities/0").asText());
    assertTrue(shown.path("parameters").asText().matches("temperature +0"));
    assertTrue(shown.path("template").asText().contains("<|assistant|>"));
    assertEquals(4, client.get(node, "/v1/models").json().path("data").size());
  }

  @Test
  void embeddingsDependOnTheText() throws Exception {
    JsonNode two =
        client
            .post(node, "/api/embed", "{\"model\":\"vectors\",\"input\":[\"a\",\"b\"]}")
            .json()
            .path("embeddings");
    assertEquals(2, two.size());
    assertNotEquals(two.get(0), two.get(1));
    assertEquals(
        two.get(0),
        client
            .post(node, "/api/embeddings", "{\"model\":\"vectors\",\"prompt\":\"a\"}")
            .json()
            .path("embedding"));
    SimClient.Answer refused = client.post(node, CHAT, ask("vectors"));
    assertEquals(400, refused.status());
    assertEquals("\"vectors\" does not support chat", refused.error());
  }

  @Test
  void modelsArePulledCopiedMadeAndDeleted() throws Exception {
    SimNode bare = fleet.start(SETTINGS.with(SimModel.of("own", "completion")), SimClient.ANY_PORT);
    List<JsonNode> pulled = client.post(bare, "/api/pull", "{\"model\":\"sim\"}").lines();
    assertEquals("pulling manifest", pulled.getFirst().path("status").asText());
    assertEquals(SimModel.SIZE, pulled.get(11).path("completed").asLong());
    assertEquals("success", pulled.getLast().path("status").asText());
    assertEquals(
        "success",
        client
            .post(bare, "/api/pull", "{\"model\":\"sim\",\"stream\":false}")
            .json()
            .path("status")
            .asText());
    assertEquals(
        "pull model manifest: file does not exist",
        client
            .post(bare, "/api/pull", "{\"model\":\"no\"}")
            .lines()
            .getLast()
            .path("error")
            .asText());
    assertEquals(
        200,
        client.post(bare, "/api/copy", "{\"source\":\"sim\",\"destination\":\"twin\"}").status());
    assertEquals(200, client.post(bare, CHAT, ask("twin")).status());
    client.post(bare, "/api/create", "{\"model\":\"made\",\"from\":\"sim\",\"system\":\"x\"}");
    assertEquals(4, client.get(bare, "/api/tags").json().path("models").size());
    assertEquals(
        "success",
        client
            .post(bare, "/api/push", "{\"model\":\"made\"}")
            .lines()
            .getLast()
            .path("status")
            .asText());
    assertEquals(
        200, client.call(bare.url(), "DELETE", "/api/delete", "{\"model\":\"made\"}").status());
    assertEquals(
        404, client.call(bare.url(), "DELETE", "/api/delete", "{\"model\":\"made\"}").status());
  }

  @Test
  void blobsAreKeptByTheirDigest() throws Exception {
    String path = "/api/blobs/sha256:" + SimModel.sha256("hello");
    assertEquals(404, client.call(node.url(), "HEAD", path, "").status());
    assertEquals(400, client.post(node, path, "other").status());
    assertEquals(201, client.post(node, path, "hello").status());
    assertEquals(200, client.call(node.url(), "HEAD", path, "").status());
  }

  @Test
  void responsesStreamAndDoNot() throws Exception {
    String ask = "{\"model\":\"sim\",\"input\":\"[req:a1] tell\",\"stream\":%s}";
    JsonNode whole = client.post(node, "/v1/responses", ask.formatted("false")).json();
    String text = whole.at("/output/0/content/0/text").asText();
    assertEquals(List.of(), TokenCheck.violations("a1", 4, text));
    SimClient.Answer events = client.post(node, "/v1/responses", ask.formatted("true"));
    assertEquals("text/event-stream", events.type());
    assertTrue(events.body().startsWith("event: response.created\n"), events::body);
    assertTrue(events.body().contains("event: response.completed\n"), events::body);
  }

  @Test
  void headHasNoBody() throws Exception {
    try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), node.url().getPort())) {
      String request = "HEAD / HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n";
      socket.getOutputStream().write(request.getBytes(StandardCharsets.UTF_8));
      InputStream in = socket.getInputStream();
      String answer = new String(in.readAllBytes(), StandardCharsets.UTF_8);
      assertTrue(answer.startsWith("HTTP/1.1 200 OK\r\n"), answer);
      assertTrue(answer.contains("Content-Length: 17\r\n"), answer);
      assertTrue(answer.endsWith("\r\n\r\n"), answer);
    }
  }

  @Test
  void badRequestsAreRefused() throws Exception {
    assertEquals(400, client.post(node, CHAT, "{").status());
    assertEquals(400, client.post(node, CHAT, "[]").status());
    assertEquals("missing request body", client.post(node, CHAT, "").error());
    assertEquals("model is required", client.post(node, CHAT, "{}").error());
    assertEquals("model 'no' not found", client.post(node, CHAT, ask("no")).error());
    assertEquals(405, client.get(node, CHAT).status());
    assertEquals(404, client.get(node, "/nowhere").status());
  }

  private boolean loaded(String model) throws Exception {
    return !row(model).isMissingNode();
  }

  private JsonNode row(String model) throws Exception {
    for (JsonNode row : client.get(node, "/api/ps").json().path("models")) {
      if (row.path("name").asText().equals(model + ":latest")) {
        return row;
      }
    }
    return Json.MAPPER.missingNode();
  }
}
