package io.ollamamax.api;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.ollamamax.config.store.Layer;
import io.ollamamax.config.store.Outcome;
import io.ollamamax.http.Response;
import io.ollamamax.ollama.Json;
import java.lang.System.Logger.Level;
import java.util.Map;
import java.util.TreeMap;

/** The response for each outcome of a wish to change the configuration. */
final class ConfigOutcomes {
  private static final System.Logger LOG = System.getLogger("config");

  private ConfigOutcomes() {}

  /** 200 where it is applied, 400 invalid, 404 no such version, 409 refused, 503 not stored. */
  static Response response(Outcome outcome) {
    if (outcome instanceof Outcome.Applied applied) {
      return ConfigJson.response(200, applied.after(), applied(applied));
    }
    LOG.log(Level.WARNING, outcome.text());
    ObjectNode body = Json.object().put("error", outcome.text());
    int status =
        switch (outcome) {
          case Outcome.Applied applied -> 200;
          case Outcome.Invalid invalid -> {
            body.set("problems", ConfigJson.problems(invalid.problems()));
            yield 400;
          }
          case Outcome.Stale stale -> {
            body.put("version", stale.current());
            yield 409;
          }
          case Outcome.Locked locked -> {
            body.set("locked", owners(locked.owners()));
            yield 409;
          }
          case Outcome.Incompatible incompatible -> {
            body.set("changes", ConfigJson.changes(incompatible.changes()));
            yield 409;
          }
          case Outcome.UnknownVersion unknown -> 404;
          case Outcome.Unavailable unavailable -> 503;
        };
    return Response.json(status, Json.bytes(body));
  }

  static ObjectNode applied(Outcome.Applied applied) {
    ObjectNode body =
        Json.object().put("version_before", applied.before()).put("version", applied.after());
    body.set("changes", ConfigJson.changes(applied.changes()));
    body.set("shadowed", owners(applied.shadowed()));
    body.set("warnings", ConfigJson.problems(applied.warnings()));
    if (!applied.unsaved().isEmpty()) {
      body.put("unsaved", "in force, but lost by a restart: " + applied.unsaved());
    }
    return body;
  }

  private static ArrayNode owners(Map<String, Layer> owners) {
    ArrayNode list = Json.MAPPER.createArrayNode();
    new TreeMap<>(owners)
        .forEach((path, layer) -> list.addObject().put("path", path).put("layer", layer.wire()));
    return list;
  }
}
