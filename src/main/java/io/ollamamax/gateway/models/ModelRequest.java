package io.ollamamax.gateway.models;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.ollamamax.cluster.ModelName;
import io.ollamamax.http.Request;
import io.ollamamax.ollama.FullName;
import io.ollamamax.ollama.Json;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;

/** What a client asks of a model. */
final class ModelRequest {
  private final ObjectNode body;

  private ModelRequest(ObjectNode body) {
    this.body = body;
  }

  /**
   * Reads a body.
   *
   * @throws Refusal where it is no JSON object
   */
  static ModelRequest of(Request request) {
    if (request.body().length == 0) {
      throw new Refusal(400, "missing request body");
    }
    try {
      if (Json.read(request.body()) instanceof ObjectNode object) {
        return new ModelRequest(object);
      }
    } catch (IOException e) {
      // said below
    }
    throw new Refusal(400, "the request body is no JSON object");
  }

  /**
   * The model it is about, by either of the fields that clients use.
   *
   * @throws Refusal where there is none that Ollama would take
   */
  ModelName model() {
    String given = text("model");
    if (given.isBlank()) {
      given = text("name");
    }
    if (given.isBlank()) {
      throw new Refusal(400, "model is required");
    }
    return FullName.parse(given)
        .map(name -> new ModelName(name.listed()))
        .orElseThrow(() -> new Refusal(400, "invalid model name"));
  }

  /**
   * A model named by another field.
   *
   * @throws Refusal where Ollama would not take it
   */
  ModelName model(String field) {
    return FullName.parse(text(field))
        .map(name -> new ModelName(name.listed()))
        .orElseThrow(() -> new Refusal(400, field + " \"" + text(field) + "\" is invalid"));
  }

  /** A field's text; empty where it has none. */
  String text(String field) {
    JsonNode value = body.path(field);
    return value.isTextual() ? value.asText() : "";
  }

  /** The values of the objects {@code files} and {@code adapters}. */
  List<String> blobs() {
    List<String> digests = new ArrayList<>();
    for (String field : List.of("files", "adapters")) {
      body.path(field).forEach(digest -> digests.add(digest.asText()));
    }
    return digests;
  }

  boolean streams() {
    return body.path("stream").asBoolean(true);
  }

  /** What a node is asked: the same as a stream, with the model under both names. */
  byte[] forNode() {
    JsonNode given = text("model").isBlank() ? body.path("name") : body.path("model");
    ObjectNode copy = body.deepCopy().put("stream", true);
    copy.set("model", given);
    copy.set("name", given);
    return Json.bytes(copy);
  }
}
