package io.ollamamax.api;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.ollamamax.config.Change;
import io.ollamamax.config.Config;
import io.ollamamax.config.ConfigResult;
import io.ollamamax.config.Place;
import io.ollamamax.config.Problem;
import io.ollamamax.config.Settings;
import io.ollamamax.config.Severity;
import io.ollamamax.config.Values;
import io.ollamamax.config.store.Component;
import io.ollamamax.config.store.ConfigVersion;
import io.ollamamax.config.store.EmergencySwitch;
import io.ollamamax.config.store.Layers;
import io.ollamamax.http.Response;
import io.ollamamax.ollama.Json;
import java.util.List;
import java.util.Map;

/** Configurations, their problems and their differences as JSON, for the API and the commands. */
public final class ConfigJson {
  private ConfigJson() {}

  /** {@code {"valid": false, "problems": [...]}}. */
  public static ObjectNode result(ConfigResult result) {
    return Json.object()
        .put("valid", result instanceof ConfigResult.Valid)
        .set("problems", problems(result.problems()));
  }

  /**
   * Each with severity, path, message, and of its place file, line, column, width and source line;
   * line 0 is the file as a whole.
   */
  public static ArrayNode problems(List<Problem> problems) {
    ArrayNode list = Json.MAPPER.createArrayNode();
    for (Problem problem : problems) {
      list.addObject()
          .put("severity", problem.severity().wire())
          .put("path", problem.path())
          .put("file", problem.place().file())
          .put("line", problem.line())
          .put("column", problem.column())
          .put("width", problem.place().width())
          .put("message", problem.message())
          .put("source_line", problem.place().sourceLine());
    }
    return list;
  }

  /** One of {@link #problems}. */
  public static Problem problem(JsonNode json) {
    Place place =
        new Place(
            json.path("file").asText(),
            json.path("line").asInt(),
            json.path("column").asInt(),
            json.path("width").asInt(1),
            json.path("source_line").asText());
    boolean error = json.path("severity").asText().equals(Severity.ERROR.wire());
    return new Problem(
        error ? Severity.ERROR : Severity.WARNING,
        json.path("path").asText(),
        place,
        json.path("message").asText());
  }

  /** Each setting's path, effective value without secrets, layer, and place or person. */
  public static ArrayNode settings(Layers layers) {
    Values effective = Values.of(layers.config());
    ArrayNode list = Json.MAPPER.createArrayNode();
    for (Settings.Entry entry : Settings.all()) {
      if (effective.get(entry.path()).isPresent()) {
        ObjectNode out = list.addObject().put("path", entry.path());
        out.set("value", Json.MAPPER.valueToTree(effective.shown(entry.path())));
        out.put("layer", layers.ownerOf(entry.path()).wire());
        out.put("place", layers.placeOf(entry.path()));
      }
    }
    return list;
  }

  /** Who switched what off, when and why. */
  static ObjectNode switches(ConfigVersion version) {
    ObjectNode all = Json.object();
    for (Component component : Component.values()) {
      EmergencySwitch off = version.switches().get(component);
      if (off != null) {
        all.putObject(component.wire())
            .put("who", off.author().who())
            .put("at", off.at().toString())
            .put("reason", off.author().reason());
      }
    }
    return all;
  }

  /** A configuration as a file would give it, without secrets. */
  static JsonNode tree(Config config) {
    return Json.MAPPER.valueToTree(Values.of(config).tree(true));
  }

  /** A response that names the version by its {@code ETag}. */
  static Response response(int status, long version, JsonNode body) {
    return new Response(
        status,
        Map.of("Content-Type", "application/json; charset=utf-8", "ETag", "\"" + version + "\""),
        Json.bytes(body));
  }

  /** Each with path, from, to, effect and, where it is incompatible, the reason. */
  public static ArrayNode changes(List<Change> changes) {
    ArrayNode list = Json.MAPPER.createArrayNode();
    for (Change change : changes) {
      ObjectNode out = list.addObject().put("path", change.path());
      out.set("from", Json.MAPPER.valueToTree(change.from()));
      out.set("to", Json.MAPPER.valueToTree(change.to()));
      out.put("effect", change.effect().wire()).put("effect_text", change.effect().text());
      if (!change.reason().isEmpty()) {
        out.put("reason", change.reason());
      }
    }
    return list;
  }
}
