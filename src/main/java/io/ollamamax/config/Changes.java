package io.ollamamax.config;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** What differs between two configurations. */
public final class Changes {
  private static final String NODES = "nodes";
  private static final String DATA_DIR = "cluster.data_dir";
  private static final Schema<NodeSettings> NODE = Schema.of(NodeSettings.class);

  private Changes() {}

  /** Every difference, in the order of the declarations; of nodes by their names. */
  public static List<Change> between(Config from, Config to) {
    Values before = Values.of(from);
    Values after = Values.of(to);
    List<Change> changes = new ArrayList<>();
    for (Settings.Entry entry : Settings.all()) {
      String path = entry.path();
      if (path.equals(NODES)) {
        changes.addAll(nodes(from.nodes(), to.nodes()));
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
    Map<String, NodeSettings> before = byName(from);
    Map<String, NodeSettings> after = byName(to);
    List<Change> changes = new ArrayList<>();
    before.forEach((name, node) -> changes.addAll(node(name, node, after.get(name))));
    after.forEach(
        (name, node) -> {
          if (!before.containsKey(name)) {
            changes.addAll(node(name, null, node));
          }
        });
    if (!from.isEmpty() && to.isEmpty()) {
      changes.replaceAll(
          change -> change.incompatible("no node would be left; restart to serve what is found"));
    }
    return changes;
  }

  private static Map<String, NodeSettings> byName(List<NodeSettings> nodes) {
    Map<String, NodeSettings> byName = new LinkedHashMap<>();
    nodes.forEach(node -> byName.put(node.name(), node));
    return byName;
  }

  private static List<Change> node(
      String name, @Nullable NodeSettings from, @Nullable NodeSettings to) {
    String path = NODES + "[" + name + "]";
    if (from == null || to == null) {
      return List.of(new Change(path, url(from), url(to), Effect.TRAFFIC));
    }
    List<Object> before = NODE.read(from);
    List<Object> after = NODE.read(to);
    List<Change> changes = new ArrayList<>();
    for (int i = 0; i < before.size(); i++) {
      Schema.Field field = NODE.fields().get(i);
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

  private static @Nullable Object url(@Nullable NodeSettings node) {
    return node == null ? null : node.url().toString();
  }

  private static @Nullable Object shown(Schema.Field field, Object value) {
    if (value.equals(Optional.empty())) {
      return null;
    }
    Object written = field.shape().write(value, true);
    return field.setting().secret() ? Texts.stars(written) : written;
  }
}
