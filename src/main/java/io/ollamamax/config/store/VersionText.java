package io.ollamamax.config.store;

import io.ollamamax.config.Change;
import io.ollamamax.config.ConfigLoader;
import io.ollamamax.config.ConfigResult;
import io.ollamamax.config.Effect;
import io.ollamamax.config.Problem;
import io.ollamamax.config.YamlText;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** A {@link ConfigVersion} as the text that the control state keeps. */
final class VersionText {
  private VersionText() {}

  static String write(ConfigVersion version) {
    Map<String, @Nullable Object> tree = new LinkedHashMap<>();
    tree.put("version", version.number());
    tree.put("at", version.at().toString());
    tree.put("who", version.author().who());
    tree.put("reason", version.author().reason());
    tree.put("action", version.action());
    tree.put("digest", version.digest());
    tree.put("changes", version.changes().stream().map(VersionText::change).toList());
    Map<String, Object> switches = new LinkedHashMap<>();
    version.switches().forEach((component, off) -> switches.put(component.wire(), off(off)));
    tree.put("switches", switches);
    Map<String, Object> layers = new LinkedHashMap<>();
    version.layers().said().forEach((layer, said) -> layers.put(layer.wire(), said(said)));
    tree.put("layers", layers);
    return YamlText.document(tree);
  }

  private static Map<String, @Nullable Object> change(Change change) {
    Map<String, @Nullable Object> tree = new LinkedHashMap<>();
    tree.put("path", change.path());
    tree.put("from", change.from());
    tree.put("to", change.to());
    tree.put("effect", change.effect().wire());
    return tree;
  }

  private static Map<String, Object> off(EmergencySwitch off) {
    return Map.of(
        "who", off.author().who(), "reason", off.author().reason(), "at", off.at().toString());
  }

  private static Map<String, Object> said(Said said) {
    return Map.of("values", said.values().tree(false), "places", said.places());
  }

  /**
   * The version in a text.
   *
   * @throws IllegalArgumentException where this program cannot read it, with the reason
   */
  static ConfigVersion read(String text) {
    Map<?, ?> tree = map(YamlText.read(text));
    List<Change> changes = new ArrayList<>();
    for (Object change : (List<?>) get(tree, "changes")) {
      changes.add(readChange(map(change)));
    }
    Map<Component, EmergencySwitch> switches = new EnumMap<>(Component.class);
    map(tree.get("switches"))
        .forEach(
            (name, off) ->
                switches.put(Component.find(name.toString()).orElseThrow(), readSwitch(map(off))));
    Map<Layer, Said> layers = new EnumMap<>(Layer.class);
    map(tree.get("layers"))
        .forEach((name, said) -> layers.put(layer(name.toString()), readSaid(map(said))));
    return new ConfigVersion(
        ((Number) get(tree, "version")).longValue(),
        Instant.parse(text(tree, "at")),
        new Author(text(tree, "who"), text(tree, "reason")),
        text(tree, "action"),
        changes,
        new Layers(layers),
        switches,
        text(tree, "digest"));
  }

  private static Change readChange(Map<?, ?> tree) {
    String wire = text(tree, "effect");
    Effect effect =
        Arrays.stream(Effect.values())
            .filter(known -> known.wire().equals(wire))
            .findFirst()
            .orElse(Effect.LIVE); // of another release; it is history
    return new Change(text(tree, "path"), tree.get("from"), tree.get("to"), effect, "");
  }

  private static EmergencySwitch readSwitch(Map<?, ?> tree) {
    return new EmergencySwitch(
        new Author(text(tree, "who"), text(tree, "reason")), Instant.parse(text(tree, "at")));
  }

  private static Said readSaid(Map<?, ?> tree) {
    Map<String, String> places = new LinkedHashMap<>();
    map(tree.get("places")).forEach((path, place) -> places.put(path.toString(), place.toString()));
    ConfigResult values = ConfigLoader.parseLayer("stored", YamlText.document(get(tree, "values")));
    return switch (values) {
      case ConfigResult.Valid valid -> new Said(valid.given(), places);
      case ConfigResult.Invalid invalid ->
          throw new IllegalArgumentException(
              invalid.problems().stream().map(Problem::summary).collect(Collectors.joining("; ")));
    };
  }

  private static Layer layer(String wire) {
    return Layer.valueOf(wire.toUpperCase(Locale.ROOT));
  }

  private static Map<?, ?> map(@Nullable Object tree) {
    if (tree instanceof Map<?, ?> map) {
      return map;
    }
    throw new IllegalArgumentException("a mapping is missing");
  }

  private static Object get(Map<?, ?> tree, String key) {
    Object value = tree.get(key);
    if (value == null) {
      throw new IllegalArgumentException(key + " is missing");
    }
    return value;
  }

  private static String text(Map<?, ?> tree, String key) {
    return get(tree, key).toString();
  }
}
