package io.ollamamax.embedded;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.ollamamax.cluster.ModelName;
import io.ollamamax.ollama.FullName;
import io.ollamamax.ollama.Json;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.function.Consumer;

/** The names of the worker's one model, and how clients change them. */
final class WorkerModels {
  private static final Set<String> POSTED =
      Set.of("/api/pull", "/api/push", "/api/create", "/api/copy");
  private static final String DELETE = "/api/delete";

  private static final ModelName SHIPPED = ModelName.of("tiny");

  private final Consumer<List<ModelName>> changed;
  private volatile ModelCard card;

  /**
   * @param changed hears the names after each change
   */
  WorkerModels(ModelCard card, Consumer<List<ModelName>> changed) {
    this.card = card;
    this.changed = changed;
  }

  /** What is said of the model now. */
  ModelCard card() {
    return card;
  }

  /** Whether the path is one of management. */
  static boolean manages(String path) {
    return POSTED.contains(path) || path.equals(DELETE);
  }

  /** Does what is asked. */
  void call(String method, String path, JsonNode body, Reply reply) throws IOException, Refused {
    if (!method.equals(path.equals(DELETE) ? "DELETE" : "POST")) {
      throw new Refused(405, "method not allowed");
    }
    switch (path) {
      case "/api/pull" -> pull(body, reply);
      case "/api/copy" -> {
        ModelName source = name(body, "source", "source");
        if (!card.names().contains(source)) {
          throw new Refused(404, "model '" + source + "' not found");
        }
        add(name(body, "destination", "destination"));
        reply.empty(200);
      }
      case DELETE -> {
        remove(name(body, "model", "name"));
        reply.empty(200);
      }
      default ->
          throw new Refused(
              400, "an embedded node cannot " + path.substring("/api/".length()) + " models");
    }
  }

  private static ModelName name(JsonNode body, String field, String orField) throws Refused {
    String given = body.path(field).isTextual() ? body.path(field).asText() : "";
    String text = given.isEmpty() ? body.path(orField).asText("") : given;
    return FullName.parse(text)
        .map(name -> new ModelName(name.listed()))
        .orElseThrow(() -> new Refused(400, "invalid model name"));
  }

  private void pull(JsonNode body, Reply reply) throws IOException, Refused {
    ModelName name = name(body, "model", "name");
    boolean known = name.equals(SHIPPED) || card.names().contains(name);
    ObjectNode unknown = Json.object().put("error", "pull model manifest: file does not exist");
    if (known) {
      add(name);
    }
    if (!body.path("stream").asBoolean(true)) {
      reply.json(known ? 200 : 500, known ? status("success") : unknown);
      return;
    }
    reply.line(status("pulling manifest"));
    if (!known) {
      reply.line(unknown);
      return;
    }
    String digest = card.digest();
    ObjectNode whole =
        status("pulling " + digest.substring(0, 12)).put("digest", "sha256:" + digest);
    reply.line(whole.put("total", card.size()).put("completed", card.size()));
    for (String step : List.of("verifying sha256 digest", "writing manifest", "success")) {
      reply.line(status(step));
    }
  }

  private static ObjectNode status(String text) {
    return Json.object().put("status", text);
  }

  private synchronized void add(ModelName name) {
    if (!card.names().contains(name)) {
      List<ModelName> names = new ArrayList<>(card.names());
      names.add(name);
      change(names);
    }
  }

  private synchronized void remove(ModelName name) throws Refused {
    List<ModelName> names = new ArrayList<>(card.names());
    if (!names.remove(name)) {
      throw new Refused(404, "model '" + name + "' not found");
    }
    change(names);
  }

  private void change(List<ModelName> names) {
    card = new ModelCard(names, card.digest(), card.size());
    changed.accept(names);
  }
}
