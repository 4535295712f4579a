package io.ollamamax.embedded;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpHandler;
import io.ollamamax.cluster.ModelName;
import io.ollamamax.ollama.Json;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** Ollama's API over one engine; what it cannot do is refused. */
final class WorkerApi implements HttpHandler {
  private static final String VERSION = "0.12.0";
  private static final Set<String> READS = Set.of("/", "/api/version", "/api/tags", "/api/ps");
  private static final Set<String> CALLS =
      Set.of("/api/show", "/api/generate", "/api/chat", "/api/embed", "/api/embeddings");

  /** What is wrong with a request, with the status that says so. */
  static final class Refused extends Exception {
    private final int status;

    Refused(int status, String message) {
      super(message);
      this.status = status;
    }
  }

  private final Engine engine;
  private final List<ModelName> names;
  private final double pace;

  WorkerApi(Engine engine, List<String> names, double pace) {
    this.engine = engine;
    this.names = names.stream().map(ModelName::of).toList();
    this.pace = pace;
  }

  @Override
  public void handle(HttpExchange exchange) throws IOException {
    try (exchange) {
      answer(exchange);
    } catch (Refused e) {
      reply(exchange, e.status, Json.object().put("error", e.getMessage()));
    }
  }

  private void answer(HttpExchange exchange) throws IOException, Refused {
    String path = exchange.getRequestURI().getPath();
    String method = exchange.getRequestMethod();
    if (READS.contains(path)) {
      if (!method.equals("GET") && !method.equals("HEAD")) {
        throw new Refused(405, "method not allowed");
      }
      read(exchange, path);
    } else if (CALLS.contains(path)) {
      if (!method.equals("POST")) {
        throw new Refused(405, "method not allowed");
      }
      call(exchange, path, body(exchange));
    } else {
      throw new Refused(404, "an embedded node has no " + path);
    }
  }

  private void read(HttpExchange exchange, String path) throws IOException {
    switch (path) {
      case "/api/version" -> reply(exchange, 200, Json.object().put("version", VERSION));
      case "/api/tags" -> reply(exchange, 200, models(false));
      case "/api/ps" -> reply(exchange, 200, models(true));
      default ->
          reply(
              exchange,
              200,
              "text/plain; charset=utf-8",
              "Ollama is running".getBytes(StandardCharsets.UTF_8));
    }
  }

  private ObjectNode models(boolean running) {
    ObjectNode answer = Json.object();
    ArrayNode list = answer.putArray("models");
    for (ModelName name : names) {
      ObjectNode model = list.addObject().put("name", name.value()).put("model", name.value());
      model.put("size", engine.size()).put("digest", engine.digest());
      model.set("details", details());
      if (running) {
        model.put("expires_at", Instant.now().plus(365, ChronoUnit.DAYS).toString());
        model.put("size_vram", 0).put("context_length", Engine.CONTEXT);
      } else {
        model.put("modified_at", "2026-01-01T00:00:00Z");
      }
    }
    return answer;
  }

  private static ObjectNode details() {
    ObjectNode details = Json.object();
    details.put("parent_model", "").put("format", "gguf").put("family", "llama");
    details.putArray("families").add("llama");
    return details.put("parameter_size", "2.61M").put("quantization_level", "Q8_0");
  }

  private static JsonNode body(HttpExchange exchange) throws IOException, Refused {
    byte[] bytes = exchange.getRequestBody().readAllBytes();
    try {
      JsonNode body = Json.read(bytes);
      if (body.isObject()) {
        return body;
      }
    } catch (IOException e) {
      throw new Refused(400, "the body is no JSON");
    }
    throw new Refused(400, "missing request body");
  }

  private void call(HttpExchange exchange, String path, JsonNode body) throws IOException, Refused {
    String given = body.path("model").asText(body.path("name").asText(""));
    if (given.isBlank()) {
      throw new Refused(400, "model is required");
    }
    if (!names.contains(ModelName.of(given))) {
      throw new Refused(404, "model '" + given + "' not found");
    }
    switch (path) {
      case "/api/show" -> reply(exchange, 200, show());
      case "/api/embed" -> reply(exchange, 200, embed(given, body));
      case "/api/embeddings" -> reply(exchange, 200, embeddings(body));
      default -> generate(exchange, Question.of(engine, given, body, path.equals("/api/chat")));
    }
  }

  private ObjectNode show() {
    ObjectNode answer = Json.object().put("license", "CC0").put("parameters", "");
    answer.put("template", "{{ if .System }}{{ .System }}\n{{ end }}Q: {{ .Prompt }}\nA:");
    answer.set("details", details());
    answer
        .putObject("model_info")
        .put("general.architecture", "llama")
        .put("llama.context_length", Engine.CONTEXT)
        .put("tokenizer.ggml.add_bos_token", true);
    answer.putArray("capabilities").add("completion").add("embedding");
    return answer;
  }

  private ObjectNode embed(String model, JsonNode body) throws Refused {
    JsonNode input = body.path("input");
    long started = System.nanoTime();
    int tokens = 0;
    ObjectNode answer = Json.object().put("model", model);
    ArrayNode vectors = answer.putArray("embeddings");
    Iterable<JsonNode> texts = input.isArray() ? input : List.of(input);
    for (JsonNode text : texts) {
      if (!text.isTextual()) {
        throw new Refused(400, "input must be a text or a list of texts");
      }
      tokens += engine.countTokens(text.asText());
      vectors.add(vector(text.asText()));
    }
    answer.put("total_duration", System.nanoTime() - started).put("load_duration", 0);
    return answer.put("prompt_eval_count", tokens);
  }

  private ObjectNode embeddings(JsonNode body) {
    ObjectNode answer = Json.object();
    answer.set("embedding", vector(body.path("prompt").asText("")));
    return answer;
  }

  private ArrayNode vector(String text) {
    ArrayNode vector = Json.MAPPER.createArrayNode();
    for (float part : engine.embed(text)) {
      vector.add(part);
    }
    return vector;
  }

  private void generate(HttpExchange exchange, Question question) throws IOException {
    if (question.renderOnly()) {
      ObjectNode answer = question.line("");
      answer.put("done", false);
      answer.putObject("_debug_info").put("rendered_template", question.prompt());
      reply(exchange, 200, answer);
      return;
    }
    if (question.empty()) {
      ObjectNode answer = question.line("");
      reply(exchange, 200, answer.put("done", true).put("done_reason", "load"));
      return;
    }
    long started = System.nanoTime();
    StringBuilder whole = new StringBuilder();
    Streaming stream = new Streaming(exchange);
    Engine.End end =
        engine.generate(
            question.prompt(),
            question.sampling(),
            new Pace(pace),
            text -> {
              if (question.streams()) {
                stream.line(question.line(text).put("done", false));
              } else {
                whole.append(text);
              }
            });
    ObjectNode last = question.line(whole.toString()).put("done", true);
    last.put("done_reason", end.reason()).put("total_duration", System.nanoTime() - started);
    last.put("load_duration", 0).put("prompt_eval_count", end.promptTokens());
    last.put("prompt_eval_duration", end.promptNanos()).put("eval_count", end.tokens());
    last.put("eval_duration", end.nanos());
    if (question.streams()) {
      stream.line(last);
    } else {
      reply(exchange, 200, last);
    }
  }

  /** The head leaves with the first line, each line in a chunk of its own. */
  private static final class Streaming {
    private final HttpExchange exchange;
    private boolean begun;

    Streaming(HttpExchange exchange) {
      this.exchange = exchange;
    }

    void line(JsonNode line) throws IOException {
      if (!begun) {
        begun = true;
        exchange.getResponseHeaders().set("Content-Type", "application/x-ndjson");
        exchange.sendResponseHeaders(200, 0);
      }
      byte[] json = Json.bytes(line);
      byte[] whole = java.util.Arrays.copyOf(json, json.length + 1);
      whole[json.length] = '\n';
      OutputStream out = exchange.getResponseBody();
      out.write(whole);
      out.flush();
    }
  }

  private static void reply(HttpExchange exchange, int status, JsonNode body) throws IOException {
    reply(exchange, status, "application/json; charset=utf-8", Json.bytes(body));
  }

  private static void reply(HttpExchange exchange, int status, String type, byte[] body)
      throws IOException {
    exchange.getResponseHeaders().putAll(Map.of("Content-Type", List.of(type)));
    boolean head = exchange.getRequestMethod().equals("HEAD");
    exchange.sendResponseHeaders(status, head ? -1 : body.length);
    if (!head) {
      exchange.getResponseBody().write(body);
    }
  }
}
