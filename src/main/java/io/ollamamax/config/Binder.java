package io.ollamamax.config;

import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.RecordComponent;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.snakeyaml.engine.v2.exceptions.Mark;
import org.snakeyaml.engine.v2.nodes.MappingNode;
import org.snakeyaml.engine.v2.nodes.Node;
import org.snakeyaml.engine.v2.nodes.NodeTuple;
import org.snakeyaml.engine.v2.nodes.ScalarNode;
import org.snakeyaml.engine.v2.nodes.SequenceNode;
import org.snakeyaml.engine.v2.nodes.Tag;

/** Makes records of YAML nodes over the declared defaults, gathering every problem on the way. */
final class Binder {
  private final String file;
  private final List<String> lines;
  private final List<Problem> problems = new ArrayList<>();

  Binder(String file, String yaml) {
    this.file = file;
    this.lines = yaml.lines().toList();
  }

  List<Problem> problems() {
    return problems;
  }

  void problem(@Nullable Node at, String message) {
    Optional<Mark> mark = at == null ? Optional.empty() : at.getStartMark();
    int line = mark.map(found -> found.getLine() + 1).orElse(0);
    problem(line, mark.map(found -> found.getColumn() + 1).orElse(0), message);
  }

  void problem(int line, int column, String message) {
    String source = line > 0 && line <= lines.size() ? lines.get(line - 1) : "";
    problems.add(new Problem(file, line, column, source, message));
  }

  /** The entries of a mapping, each key known and given once; empty where it is none. */
  Map<String, Node> entries(@Nullable Node node, String path, List<String> known) {
    Map<String, Node> entries = new LinkedHashMap<>();
    if (node == null || node.getTag().equals(Tag.NULL)) {
      return entries;
    }
    if (!(node instanceof MappingNode mapping)) {
      problem(node, (path.isEmpty() ? "the file" : path) + " must be a mapping of keys to values");
      return entries;
    }
    for (NodeTuple entry : mapping.getValue()) {
      String key = entry.getKeyNode() instanceof ScalarNode scalar ? scalar.getValue() : "?";
      if (!known.isEmpty() && !known.contains(key)) {
        String hint =
            Names.nearest(key, known).map(near -> "; did you mean '" + near + "'?").orElse("");
        problem(entry.getKeyNode(), "unknown key '" + join(path, key) + "'" + hint);
      } else if (entries.put(key, entry.getValueNode()) != null) {
        problem(entry.getKeyNode(), "'" + join(path, key) + "' is given twice");
      }
    }
    return entries;
  }

  /** A record from a mapping; where there are problems, the declared defaults stand in. */
  <T extends Record> T bind(@Nullable Node node, String path, Class<T> type) {
    RecordComponent[] components = type.getRecordComponents();
    List<String> known = new ArrayList<>();
    for (RecordComponent component : components) {
      known.add(Names.snake(component.getName()));
    }
    Map<String, Node> entries = entries(node, path, known);
    Object[] values = new Object[components.length];
    Class<?>[] types = new Class<?>[components.length];
    for (int i = 0; i < components.length; i++) {
      types[i] = components[i].getType();
      values[i] = value(entries.get(known.get(i)), join(path, known.get(i)), components[i]);
    }
    try {
      return type.getDeclaredConstructor(types).newInstance(values);
    } catch (NoSuchMethodException
        | InstantiationException
        | IllegalAccessException
        | InvocationTargetException e) {
      throw new IllegalStateException("cannot make " + type, e);
    }
  }

  private Object value(@Nullable Node node, String path, RecordComponent component) {
    Class<?> type = component.getType();
    Setting setting = component.getAnnotation(Setting.class);
    if (type.isRecord()) {
      return bind(node, path, type.asSubclass(Record.class));
    }
    if (type == List.class) {
      return texts(node, path, setting);
    }
    if (type == Map.class) {
      Map<String, String> map = new LinkedHashMap<>();
      entries(node, path, List.of())
          .forEach((key, value) -> map.put(key, text(value, join(path, key)).orElse("")));
      return map;
    }
    String key = path.substring(path.lastIndexOf('.') + 1);
    Object standard = Scalars.read(key, type, setting, setting.def());
    Optional<String> given = node == null ? Optional.empty() : text(node, path);
    if (given.isEmpty()) {
      return standard;
    }
    try {
      return Scalars.read(key, type, setting, given.get());
    } catch (IllegalArgumentException e) {
      problem(node, path + ": " + e.getMessage());
      return standard;
    }
  }

  private List<String> texts(@Nullable Node node, String path, Setting setting) {
    if (node == null || node.getTag().equals(Tag.NULL)) {
      return List.of(setting.def().split(","));
    }
    List<String> texts = new ArrayList<>();
    if (node instanceof SequenceNode sequence) {
      sequence.getValue().forEach(item -> text(item, path).ifPresent(texts::add));
    } else {
      problem(node, path + " must be a list");
    }
    return texts;
  }

  private Optional<String> text(Node node, String path) {
    if (node instanceof ScalarNode scalar) {
      return node.getTag().equals(Tag.NULL) ? Optional.empty() : Optional.of(scalar.getValue());
    }
    problem(node, path + " must be a single value");
    return Optional.empty();
  }

  static String join(String path, String key) {
    return path.isEmpty() ? key : path + "." + key;
  }
}
