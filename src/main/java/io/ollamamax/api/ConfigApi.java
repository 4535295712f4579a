package io.ollamamax.api;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.ollamamax.config.JsonSchema;
import io.ollamamax.config.store.Author;
import io.ollamamax.config.store.Component;
import io.ollamamax.config.store.ConfigStore;
import io.ollamamax.config.store.ConfigVersion;
import io.ollamamax.config.store.Effective;
import io.ollamamax.config.store.Layer;
import io.ollamamax.config.store.Outcome;
import io.ollamamax.http.Handler;
import io.ollamamax.http.Request;
import io.ollamamax.http.Response;
import io.ollamamax.http.Route;
import io.ollamamax.ollama.Json;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalLong;
import java.util.function.BiFunction;

/** {@code /api/v1/config}: reading, changing, switching off and on, history. */
public final class ConfigApi {
  private static final String ROOT = "/api/v1/config";
  private static final String FAULT_TOLERANCE = ROOT + "/fault-tolerance";

  private final ConfigStore store;

  public ConfigApi(ConfigStore store) {
    this.store = store;
  }

  public List<Route> routes() {
    List<Route> routes = new ArrayList<>();
    routes.add(Route.get(ROOT, this::all));
    routes.add(Route.get(ROOT + "/schema", this::schema));
    routes.add(Route.get(ROOT + "/history", this::history));
    routes.add(Route.post(ROOT + "/reload", this::reload));
    routes.add(Route.post(ROOT + "/rollback", this::rollback));
    routes.add(Route.put(FAULT_TOLERANCE, this::put));
    for (Component component : Component.values()) {
      String path =
          component == Component.FAULT_TOLERANCE
              ? FAULT_TOLERANCE
              : FAULT_TOLERANCE + "/" + component.wire();
      routes.add(Route.get(path, request -> section(component)));
      routes.add(Route.post(path + "/disable", turn(component, store::disable)));
      routes.add(Route.post(path + "/enable", turn(component, store::enable)));
      routes.add(
          Route.post(
              path + "/reset",
              request -> ConfigOutcomes.response(store.reset(author(request), component))));
    }
    return List.copyOf(routes);
  }

  private Response all(Request request) {
    Effective now = store.effective();
    ObjectNode body = Json.object().put("version", now.version().number());
    body.set("settings", ConfigJson.settings(now.layers()));
    body.set("switches", ConfigJson.switches(now.version()));
    return ConfigJson.response(200, now.version().number(), body);
  }

  private Response section(Component component) {
    Effective now = store.effective();
    JsonNode section = ConfigJson.tree(now.config()).at("/" + component.path().replace('.', '/'));
    return ConfigJson.response(200, now.version().number(), section);
  }

  private Response schema(Request request) {
    return Response.json(200, Json.bytes(Json.MAPPER.valueToTree(JsonSchema.tree())));
  }

  private Response history(Request request) {
    ObjectNode body = Json.object();
    ArrayNode versions = body.putArray("versions");
    for (ConfigVersion version : store.history()) {
      versions
          .addObject()
          .put("version", version.number())
          .put("at", version.at().toString())
          .put("who", version.author().who())
          .put("action", version.action())
          .put("reason", version.author().reason())
          .set("changes", ConfigJson.changes(version.changes()));
    }
    return Response.json(200, Json.bytes(body));
  }

  private Response put(Request request) {
    OptionalLong expected;
    try {
      expected = ifMatch(request);
    } catch (NumberFormatException e) {
      return Response.json(
          400, Json.error("If-Match must be the ETag of a GET, such as \"17\", or *"));
    }
    Author author = new Author(who(request), request.query().getOrDefault("reason", ""));
    return ConfigOutcomes.response(store.put(author, expected, request.body()));
  }

  private static OptionalLong ifMatch(Request request) {
    String tag = request.header("if-match");
    return tag == null || tag.strip().equals("*")
        ? OptionalLong.empty()
        : OptionalLong.of(Long.parseLong(tag.strip().replaceAll("^W/|\"", "")));
  }

  private Response reload(Request request) {
    Author author = new Author(who(request), request.query().getOrDefault("reason", ""));
    String name = request.query().getOrDefault("name", "body");
    String trial = request.query().getOrDefault("dry_run", "false");
    if (!trial.equals("true") && !trial.equals("false")) {
      return Response.json(400, Json.error("dry_run is true or false"));
    }
    return ConfigOutcomes.response(
        store.reload(author, name, request.body(), trial.equals("true")));
  }

  private Response rollback(Request request) {
    try {
      long version = Long.parseLong(request.query().getOrDefault("to", ""));
      return ConfigOutcomes.response(store.rollback(author(request), version));
    } catch (NumberFormatException e) {
      return Response.json(400, Json.error("name a version: /api/v1/config/rollback?to=17"));
    }
  }

  private Handler turn(Component component, BiFunction<Author, Component, Outcome> how) {
    return request -> {
      Outcome outcome = how.apply(author(request), component);
      if (!(outcome instanceof Outcome.Applied applied)) {
        return ConfigOutcomes.response(outcome);
      }
      Effective now = store.effective();
      boolean enabled =
          ConfigJson.tree(now.config()).at("/" + component.enabled().replace('.', '/')).asBoolean();
      Layer owner = now.layers().ownerOf(component.enabled());
      ObjectNode body = ConfigOutcomes.applied(applied);
      body.put("component", component.wire()).put("enabled", enabled).put("layer", owner.wire());
      if (!enabled && owner != Layer.EMERGENCY) {
        body.put("note", "no switch is thrown; it is off because the " + owner.wire() + " says so");
      }
      return ConfigJson.response(200, applied.after(), body);
    };
  }

  private static String who(Request request) {
    String who = request.header("x-operator");
    return who == null ? "api" : who;
  }

  /** Whoever asks, and the reason in the body: JSON, or plain text, or none. */
  private static Author author(Request request) {
    String reason = new String(request.body(), StandardCharsets.UTF_8);
    try {
      reason =
          Json.read(request.body()).path("reason").asText(reason.startsWith("{") ? "" : reason);
    } catch (IOException e) {
      // a reason in plain words
    }
    return new Author(who(request), reason);
  }
}
