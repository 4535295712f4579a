package io.ollamamax.embedded;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpHandler;
import io.ollamamax.ollama.Json;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Set;
import java.util.function.Supplier;

/** Ollama's API over one engine; what it cannot do is refused. */
final class WorkerApi implements HttpHandler {
  private static final System.Logger LOG = System.getLogger(WorkerApi.class.getName());
  private static final String VERSION = "0.12.0";
  private static final Set<String> READS = Set.of("/", "/api/version", "/api/tags", "/api/ps");
  private static final Set<String> CALLS =
      Set.of("/api/show", "/api/generate", "/api/chat", "/api/embed", "/api/embeddings");

  private static final String BLOBS = "/api/blobs/";

  private final Engine engine;
  private final WorkerModels models;
  private final Supplier<Pace> pace;

  /**
   * @param pace of each answer
   */
  WorkerApi(Engine engine, WorkerModels models, Supplier<Pace> pace) {
    this.engine = engine;
    this.models = models;
    this.pace = pace;
  }

  /**
   * Answers one exchange.
   *
   * @throws IOException where the client has gone or a stream broke; the connection is cut then, so
   *     that a broken stream never looks whole
   */
  @Override
  public void handle(HttpExchange exchange) throws IOException {
    Reply reply = new Reply(exchange);
    try {
      answer(exchange, reply);
    } catch (Refused e) {
      reply.json(e.status(), Json.object().put("error", e.getMessage()));
    } catch (Unfit e) {
      fail(reply, e, String.valueOf(e.getMessage()));
    } catch (RuntimeException e) {
      fail(reply, e, "the model failed");
    }
    exchange.close();
  }

  private static void fail(Reply reply, RuntimeException cause, String text) throws IOException {
    LOG.log(System.Logger.Level.DEBUG, "a request failed by {0}", cause.getClass().getName());
    ObjectNode error = Json.object().put("error", text);
    if (!reply.begun()) {
      reply.json(500, error);
      return;
    }
    reply.line(error);
    throw new IOException("the stream broke", cause);
  }

  private void answer(HttpExchange exchange, Reply reply) throws IOException, Refused {
    String path = exchange.getRequestURI().getPath();
    String method = exchange.getRequestMethod();
    if (READS.contains(path)) {
      if (!method.equals("GET") && !method.equals("HEAD")) {
        throw new Refused(405, "method not allowed");
      }
      read(path, reply);
    } else if (CALLS.contains(path)) {
      if (!method.equals("POST")) {
        throw new Refused(405, "method not allowed");
      }
      call(path, body(exchange), reply);
    } else if (WorkerModels.manages(path)) {
      models.call(method, path, body(exchange), reply);
    } else if (path.startsWith(BLOBS)) {
      if (!method.equals("HEAD") && !method.equals("POST")) {
        throw new Refused(405, "method not allowed");
      }
      models.blob(method, path.substring(BLOBS.length()), exchange.getRequestBody(), reply);
    } else {
      throw new Refused(404, "an embedded node has no " + path);
    }
  }

  private void read(String path, Reply reply) throws IOException {
    switch (path) {
      case "/api/version" -> reply.json(200, Json.object().put("version", VERSION));
      case "/api/tags" -> reply.json(200, models.list(false));
      case "/api/ps" -> reply.json(200, models.list(true));
      default ->
          reply.whole(
              200,
              "text/plain; charset=utf-8",
              "Ollama is running".getBytes(StandardCharsets.UTF_8));
    }
  }

  private static JsonNode body(HttpExchange exchange) throws IOException, Refused {
    byte[] bytes = exchange.getRequestBody().readAllBytes();
    if (bytes.length == 0) {
      throw new Refused(400, "missing request body");
    }
    JsonNode body;
    try {
      body = Json.read(bytes);
    } catch (IOException e) {
      throw new Refused(400, "the body is no JSON");
    }
    if (!body.isObject()) {
      throw new Refused(400, "the body is no JSON object");
    }
    return body;
  }

  private void call(String path, JsonNode body, Reply reply) throws IOException, Refused {
    String given = body.path("model").asText("");
    if (given.isBlank() || body.path("model").isNull()) {
      given = body.path("name").asText("");
    }
    if (given.isBlank()) {
      throw new Refused(400, "model is required");
    }
    ModelCard card = models.find(given);
    switch (path) {
      case "/api/show" -> reply.json(200, card.show());
      case "/api/embed" -> reply.json(200, embed(given, body));
      case "/api/embeddings" -> reply.json(200, embeddings(body));
      default -> generate(reply, Question.of(engine, given, body, path.equals("/api/chat")));
    }
  }

  private ObjectNode embed(String model, JsonNode body) throws Refused {
    JsonNode input = body.path("input");
    ObjectNode answer = Json.object().put("model", model);
    ArrayNode vectors = answer.putArray("embeddings");
    if (input.isMissingNode() || input.isNull() || (input.isArray() && input.isEmpty())) {
      return answer;
    }
    long started = System.nanoTime();
    int tokens = 0;
    Iterable<JsonNode> texts = input.isArray() ? input : List.of(input);
    for (JsonNode text : texts) {
      if (!text.isTextual()) {
        throw new Refused(400, "invalid input type");
      }
      tokens += engine.countTokens(text.asText());
      vectors.add(vector(text.asText()));
    }
    answer.put("total_duration", System.nanoTime() - started).put("load_duration", 0);
    return answer.put("prompt_eval_count", tokens);
  }

  private ObjectNode embeddings(JsonNode body) throws Refused {
    ObjectNode answer = Json.object();
    String prompt = body.path("prompt").asText("");
    answer.set("embedding", prompt.isEmpty() ? Json.MAPPER.createArrayNode() : vector(prompt));
    return answer;
  }

  private ArrayNode vector(String text) throws Refused {
    if (engine.countTokens(text) > Engine.CONTEXT) {
      throw new Refused(400, "the input length exceeds the context length");
    }
    ArrayNode vector = Json.MAPPER.createArrayNode();
    for (float part : engine.embed(text)) {
      vector.add(part);
    }
    return vector;
  }

  private void generate(Reply reply, Question question) throws IOException {
    if (question.empty()) {
      reply.json(200, question.line("").put("done", true).put("done_reason", "load"));
      return;
    }
    if (question.renderOnly()) {
      ObjectNode answer = question.line("").put("done", false);
      answer.putObject("_debug_info").put("rendered_template", question.prompt());
      reply.json(200, answer);
      return;
    }
    new Answering(engine, question, pace.get()).to(reply);
  }
}
