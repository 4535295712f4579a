package io.ollamamax.config;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** What differs between two configurations. */
public final class Changes {
  private static final String NODES = "nodes";
  private static final String DATA_DIR = "cluster.data_dir";
  private static final String MODELS = "models";
  private static final Schema<ModelSettings> MODEL = Schema.of(ModelSettings.class);
  private static final Schema<NodeSettings> NODE = Schema.of(NodeSettings.class);

  private Changes() {}

  /** Every difference, in the order of the declarations; of nodes and models by their names. */
  public static List<Change> between(Config from, Config to) {
    Values before = Values.of(from);
    Values after = Values.of(to);
    List<Change> changes = new ArrayList<>();
    for (Settings.Entry entry : Settings.all()) {
      String path = entry.path();
      if (path.equals(NODES)) {
        changes.addAll(nodes(from.nodes(), to.nodes()));
      } else if (path.equals(MODELS)) {
        changes.addAll(
            list(
                path, MODEL, ModelSettings::name, ModelSettings::name, from.models(), to.models()));
      } else if (!Objects.equals(before.get(path), after.get(path))) {
        Change change = new Change(path, before.shown(path), after.shown(path), entry.effect());
        changes.add(
            path.equals(DATA_DIR)
                ? change.incompatible(
                    "the decisions stored in the old folder would be left behind; stop the"
                        + " gateway, move the folder, start it with the new path")
                : change);
      }
    }
    return List.copyOf(changes);
  }

  private static List<Change> nodes(List<NodeSettings> from, List<NodeSettings> to) {
    List<Change> changes =
        list(NODES, NODE, NodeSettings::name, node -> node.url().toString(), from, to);
    return !from.isEmpty() && to.isEmpty()
        ? changes.stream()
            .map(c -> c.incompatible("no node would be left; restart to serve what is found"))
            .toList()
        : changes;
  }

  /** Of lists whose items have names: what comes, goes, or differs within an item. */
  private static <R extends Record> List<Change> list(
      String path,
      Schema<R> schema,
      Function<R, String> name,
      Function<R, String> shown,
      List<R> from,
      List<R> to) {
    Map<String, R> before = byName(from, name);
    Map<String, R> after = byName(to, name);
    Set<String> names = new LinkedHashSet<>(before.keySet());
    names.addAll(after.keySet());
    List<Change> changes = new ArrayList<>();
    for (String key : names) {
      String at = path + "[" + key + "]";
      R old = before.get(key);
      R fresh = after.get(key);
      if (old != null && fresh != null) {
        changes.addAll(item(at, schema, old, fresh));
      } else {
        changes.add(
            new Change(
                at,
                old == null ? null : shown.apply(old),
                fresh == null ? null : shown.apply(fresh),
                Effect.TRAFFIC));
      }
    }
    return changes;
  }

  private static <R> Map<String, R> byName(List<R> items, Function<R, String> name) {
    Map<String, R> byName = new LinkedHashMap<>();
    items.forEach(item -> byName.put(name.apply(item), item));
    return byName;
  }

  private static <R extends Record> List<Change> item(String path, Schema<R> schema, R from, R to) {
    List<Object> before = schema.read(from);
    List<Object> after = schema.read(to);
    List<Change> changes = new ArrayList<>();
    for (int i = 0; i < before.size(); i++) {
      Schema.Field field = schema.fields().get(i);
      if (!before.get(i).equals(after.get(i))) {
        changes.add(
            new Change(
                path + "." + field.key(),
                shown(field, before.get(i)),
                shown(field, after.get(i)),
                Effect.TRAFFIC));
      }
    }
    return changes;
  }

  private static @Nullable Object shown(Schema.Field field, Object value) {
    if (value.equals(Optional.empty())) {
      return null;
    }
    Object written = field.shape().write(value, true);
    return field.setting().secret() ? Texts.stars(written) : written;
  }
}
