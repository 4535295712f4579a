package io.ollamamax.embedded;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.ollamamax.cluster.ModelName;
import io.ollamamax.ollama.FullName;
import io.ollamamax.ollama.Json;
import io.ollamamax.ollama.ModelFolder;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.util.List;
import java.util.Set;
import java.util.SortedMap;

/** The models of the worker, all of the same weights, and how clients change them. */
final class WorkerModels {
  private static final Set<String> POSTED =
      Set.of("/api/pull", "/api/push", "/api/create", "/api/copy");
  private static final String DELETE = "/api/delete";
  private static final FullName LATEST = FullName.parse("x").orElseThrow();

  private final ModelFolder folder;
  private final Shipped shipped;
  private final String weights;

  /**
   * @param shipped what a pull can get without a registry
   * @param weights digest of the only ones that can be run here
   */
  WorkerModels(ModelFolder folder, Shipped shipped, String weights) {
    this.folder = folder;
    this.shipped = shipped;
    this.weights = weights;
  }

  /** The answer of {@code /api/tags}, or, where running, of {@code /api/ps}: all are loaded. */
  ObjectNode list(boolean running) throws IOException {
    ObjectNode answer = Json.object();
    ArrayNode list = answer.putArray("models");
    SortedMap<String, ModelFolder.Manifest> models = folder.models();
    models.forEach((name, manifest) -> list.add(card(name, manifest).listed(running)));
    return answer;
  }

  private static ModelCard card(String name, ModelFolder.Manifest manifest) {
    return new ModelCard(name, manifest.digest(), manifest.size());
  }

  /**
   * The model that a client named.
   *
   * @throws Refused where there is none
   */
  ModelCard find(String given) throws Refused, IOException {
    String name = ModelName.of(given).value();
    ModelFolder.Manifest manifest = folder.models().get(name);
    if (manifest == null) {
      throw new Refused(404, "model '" + given + "' not found");
    }
    return card(name, manifest);
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
        FullName source = name(body, "source", "source");
        FullName target = name(body, "destination", "destination");
        copy(source, target);
        reply.empty(200);
      }
      case DELETE -> {
        FullName name = name(body, "model", "name");
        remove(name);
        reply.empty(200);
      }
      default ->
          throw new Refused(
              400, "an embedded node cannot " + path.substring("/api/".length()) + " models");
    }
  }

  /** Takes a blob, or tells whether it is there. */
  void blob(String method, String digest, InputStream content, Reply reply)
      throws IOException, Refused {
    boolean there;
    try {
      there = Files.exists(folder.blob(digest));
    } catch (IOException e) {
      throw new Refused(400, String.valueOf(e.getMessage()));
    }
    if (method.equals("HEAD")) {
      reply.empty(there ? 200 : 404);
    } else if (there) {
      reply.empty(200);
    } else {
      try {
        folder.put(digest, content);
      } catch (IOException e) {
        throw new Refused(400, String.valueOf(e.getMessage()));
      }
      reply.empty(201);
    }
  }

  private static FullName name(JsonNode body, String field, String orField) throws Refused {
    String given = body.path(field).isTextual() ? body.path(field).asText() : "";
    String text = given.isEmpty() ? body.path(orField).asText("") : given;
    return FullName.parse(text).orElseThrow(() -> new Refused(400, "invalid model name"));
  }

  private void pull(JsonNode body, Reply reply) throws IOException, Refused {
    FullName name = name(body, "model", "name");
    boolean streams = body.path("stream").asBoolean(true);
    RegistryPull.Lines out =
        line -> {
          if (streams) {
            reply.line(line);
          }
        };
    ObjectNode last = RegistryPull.status("success");
    int status = 200;
    try {
      if (name.host().equals(LATEST.host())) {
        shipped(name, out);
      } else {
        new RegistryPull(name, folder, weights).run(out);
      }
    } catch (IOException e) {
      last = Json.object().put("error", String.valueOf(e.getMessage()));
      status = 500;
      out.line(last);
    }
    if (!streams) {
      reply.json(status, last);
    }
  }

  private void shipped(FullName name, RegistryPull.Lines out) throws IOException {
    out.line(RegistryPull.status("pulling manifest"));
    synchronized (this) {
      if (shipped.has(name)) {
        shipped.install(name, folder);
      } else if (!folder.models().containsKey(name.listed())) {
        throw new IOException("pull model manifest: file does not exist");
      }
    }
    for (var blob : folder.manifest(name).blobs().entrySet()) {
      out.line(RegistryPull.progress(blob.getKey(), blob.getValue(), blob.getValue()));
    }
    for (String step : List.of("verifying sha256 digest", "writing manifest", "success")) {
      out.line(RegistryPull.status(step));
    }
  }

  private synchronized void copy(FullName source, FullName target) throws IOException, Refused {
    if (!folder.models().containsKey(source.listed())) {
      throw new Refused(404, "model '" + source.listed() + "' not found");
    }
    folder.put(target, folder.manifest(source).text());
  }

  private synchronized void remove(FullName name) throws IOException, Refused {
    if (!folder.remove(name)) {
      throw new Refused(404, "model '" + name.listed() + "' not found");
    }
  }
}
