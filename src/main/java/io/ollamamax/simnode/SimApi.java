package io.ollamamax.simnode;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.ollamamax.ollama.Json;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Ollama's API of one simulated node. Event loop only. */
final class SimApi {
  private static final String VERSION = "0.12.0";
  private static final String BLOBS = "/api/blobs/";
  private static final Set<String> READS =
      Set.of("/", "/api/version", "/api/tags", "/api/ps", "/v1/models");
  private static final Set<String> POSTS =
      Set.of(
          "/api/generate",
          "/api/chat",
          "/v1/responses",
          "/api/embed",
          "/api/embeddings",
          "/api/show",
          "/api/pull",
          "/api/push",
          "/api/create",
          "/api/copy");
  private static final String DELETE = "/api/delete";

  private final SimNode node;
  private final Library library;
  private final Management management;

  SimApi(SimNode node, Library library) {
    this.node = node;
    this.library = library;
    this.management = new Management(node, library);
  }

  /** Answers, or begins to; gives what goes on where it is an execution. */
  @Nullable Execution answer(String method, String path, byte[] content, Reply reply) {
    try {
      if (path.startsWith(BLOBS)) {
        management.blob(method, path.substring(BLOBS.length()), content, reply);
      } else if (READS.contains(path)) {
        demand(method.equals("GET") || method.equals("HEAD"));
        read(path, reply);
      } else if (POSTS.contains(path) || path.equals(DELETE)) {
        demand(method.equals(path.equals(DELETE) ? "DELETE" : "POST"));
        return call(path, body(content), reply);
      } else {
        reply.whole(404, Reply.TEXT, "404 page not found".getBytes(StandardCharsets.UTF_8));
      }
    } catch (Refused refused) {
      reply.error(refused.status(), refused.text());
    }
    return null;
  }

  private static void demand(boolean allowed) throws Refused {
    if (!allowed) {
      throw new Refused(405, "method not allowed");
    }
  }

  private static JsonNode body(byte[] content) throws Refused {
    if (content.length == 0) {
      throw new Refused(400, "missing request body");
    }
    try {
      JsonNode body = Json.read(content);
      if (body.isObject()) {
        return body;
      }
    } catch (IOException e) {
      throw new Refused(400, "the body is no JSON");
    }
    throw new Refused(400, "the body is no JSON object");
  }

  private void read(String path, Reply reply) {
    switch (path) {
      case "/api/version" -> reply.json(200, Json.object().put("version", VERSION));
      case "/api/tags" -> reply.json(200, library.tags());
      case "/v1/models" -> reply.json(200, library.openAiModels());
      case "/api/ps" -> reply.json(200, running());
      default -> reply.whole(200, Reply.TEXT, "Ollama is running".getBytes(StandardCharsets.UTF_8));
    }
  }

  private ObjectNode running() {
    ObjectNode answer = Json.object();
    ArrayNode rows = answer.putArray("models");
    node.runners().stream().filter(Runner::loaded).forEach(runner -> rows.add(runner.row()));
    return answer;
  }

  private @Nullable Execution call(String path, JsonNode body, Reply reply) throws Refused {
    if (path.equals("/api/copy")) {
      management.copy(body, reply);
      return null;
    }
    String name = body.path("model").asText("");
    if (name.isBlank() || body.path("model").isNull()) {
      name = body.path("name").asText("");
    }
    if (name.isBlank()) {
      throw new Refused(400, "model is required");
    }
    switch (path) {
      case "/api/pull" -> management.pull(name, body, reply);
      case "/api/push" -> management.push(name, body, reply);
      case "/api/create" -> management.create(name, body, reply);
      default -> {
        return callModel(path, name, body, reply);
      }
    }
    return null;
  }

  private @Nullable Execution callModel(String path, String name, JsonNode body, Reply reply)
      throws Refused {
    SimModel model = library.find(name);
    if (model == null) {
      throw new Refused(404, "model '" + name + "' not found");
    }
    switch (path) {
      case DELETE -> management.delete(name, model, reply);
      case "/api/show" -> reply.json(200, Library.show(model));
      case "/api/embed" -> reply.json(200, Embedding.embed(name, model, body));
      case "/api/embeddings" -> reply.json(200, Embedding.embeddings(model, body));
      case "/api/generate" -> {
        return execute(Ask.Kind.GENERATE, name, model, body, reply);
      }
      case "/api/chat" -> {
        return execute(Ask.Kind.CHAT, name, model, body, reply);
      }
      default -> {
        return execute(Ask.Kind.RESPONSES, name, model, responses(body), reply);
      }
    }
    return null;
  }

  /** The chat that a responses request stands for. */
  private static ObjectNode responses(JsonNode body) {
    ObjectNode chat = Json.object();
    chat.put("stream", body.path("stream").asBoolean(false));
    ArrayNode messages = chat.putArray("messages");
    if (body.hasNonNull("instructions")) {
      messages.addObject().put("role", "system").set("content", body.get("instructions"));
    }
    if (body.path("input").isTextual()) {
      messages.addObject().put("role", "user").set("content", body.get("input"));
    }
    for (JsonNode item : body.path("input")) {
      StringBuilder text = new StringBuilder(item.path("content").asText(""));
      item.path("content").forEach(part -> text.append(part.path("text").asText("")));
      messages
          .addObject()
          .put("role", item.path("role").asText("user"))
          .put("content", text.toString());
    }
    ObjectNode options = chat.putObject("options");
    if (body.path("temperature").isNumber()) {
      options.set("temperature", body.get("temperature"));
    }
    options.put("num_predict", body.path("max_output_tokens").asInt(-1));
    return chat;
  }

  private @Nullable Execution execute(
      Ask.Kind kind, String name, SimModel model, JsonNode body, Reply reply) throws Refused {
    Ask ask = Ask.of(kind, name, model, body, node.settings().tokens(), node.random());
    if (ask.rendersOnly()) {
      reply.json(200, rendered(ask));
      return null;
    }
    Runner runner = node.runner(model);
    Voice voice = kind == Ask.Kind.RESPONSES ? new ResponsesVoice(ask) : new NativeVoice(ask);
    if (ask.bare()) {
      Duration keepAlive = ask.keepAlive();
      runner.touch(keepAlive);
      String reason = keepAlive.isZero() ? "unload" : "load";
      reply.json(200, voice.whole(new Stats(reason, 0, 0, 0, 0, 0)));
      return null;
    }
    Execution execution = new Execution(node, ask, reply, voice, runner);
    node.requested(execution);
    execution.arrive(node.meets(ask.story().id()));
    return execution;
  }

  private static ObjectNode rendered(Ask ask) {
    ObjectNode answer =
        Json.object().put("model", ask.name()).put("created_at", Instant.now().toString());
    if (ask.kind() == Ask.Kind.CHAT) {
      answer.putObject("message").put("role", "").put("content", "");
    } else {
      answer.put("response", "");
    }
    ObjectNode info = answer.put("done", false).putObject("_debug_info");
    info.put("rendered_template", ask.prompt().text());
    if (ask.prompt().images() > 0) {
      info.put("image_count", ask.prompt().images());
    }
    return answer;
  }
}
