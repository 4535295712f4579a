package io.ollamamax.config;

import java.util.Collection;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * Settings with their values: a whole configuration, or what one layer says. A list is one value.
 *
 * @param byPath the values as the records hold them, by full path
 */
public record Values(SortedMap<String, Object> byPath) {
  /** No value. */
  public static final Values NONE = new Values(new TreeMap<>());

  private static final Map<String, Shape> LEAVES = leaves();

  public Values {
    byPath = Collections.unmodifiableSortedMap(new TreeMap<>(byPath));
  }

  private static Map<String, Shape> leaves() {
    Map<String, Shape> leaves = new LinkedHashMap<>();
    leaves("", ConfigFile.SCHEMA, leaves);
    return Collections.unmodifiableMap(leaves);
  }

  private static void leaves(String prefix, Schema<?> schema, Map<String, Shape> leaves) {
    for (Schema.Field field : schema.fields()) {
      if (field.shape() instanceof Shape.Section<?> section) {
        leaves(prefix + field.key() + ".", section.schema(), leaves);
      } else {
        leaves.put(prefix + field.key(), field.shape());
      }
    }
  }

  /** Every value of a configuration. */
  public static Values of(Config config) {
    SortedMap<String, Object> values = new TreeMap<>();
    collect("", ConfigFile.SCHEMA, ConfigFile.of(config), values);
    return new Values(values);
  }

  private static void collect(
      String prefix, Schema<?> schema, Record section, Map<String, Object> values) {
    int index = 0;
    for (Object value : schema.read(section)) {
      Schema.Field field = schema.fields().get(index++);
      if (field.shape() instanceof Shape.Section<?> inner) {
        collect(prefix + field.key() + ".", inner.schema(), (Record) value, values);
      } else {
        values.put(prefix + field.key(), value);
      }
    }
  }

  /** The configuration of these values over the defaults. */
  public Config toConfig() {
    return section("", ConfigFile.SCHEMA).toConfig();
  }

  /** The record of a section over the defaults. */
  <R extends Record> R section(String path, Schema<R> schema) {
    return schema.create(
        schema.fields().stream()
            .map(field -> value(Texts.join(path, field.key()), field))
            .toList());
  }

  private Object value(String path, Schema.Field field) {
    return field.shape() instanceof Shape.Section<?> section
        ? section(path, section.schema())
        : get(path).or(field::byDefault).orElseThrow();
  }

  /** The value at a path. */
  public Optional<Object> get(String path) {
    return Optional.ofNullable(byPath.get(path));
  }

  /** The values at those of the paths that have one. */
  public Values only(Collection<String> paths) {
    return where(paths::contains);
  }

  /** The values at the paths that are as wanted. */
  public Values where(Predicate<String> wanted) {
    SortedMap<String, Object> kept = new TreeMap<>(byPath);
    kept.keySet().removeIf(wanted.negate());
    return new Values(kept);
  }

  /** These values, and those of the lower layer where these have none. */
  public Values over(Values lower) {
    SortedMap<String, Object> merged = new TreeMap<>(lower.byPath);
    merged.putAll(byPath);
    return new Values(merged);
  }

  /** The value at a path as a file would give it, with three stars for secrets. */
  public @Nullable Object shown(String path) {
    return written(path, true);
  }

  private @Nullable Object written(String path, boolean masked) {
    Shape shape = LEAVES.get(path);
    Object value = byPath.get(path);
    return shape == null || value == null || value.equals(Optional.empty())
        ? null
        : shape.write(value, masked);
  }

  /**
   * The values as a file would give them, sections in sections, in the order of the declarations.
   *
   * @param masked whether three stars stand for each value that is secret
   */
  public Map<String, @Nullable Object> tree(boolean masked) {
    Map<String, @Nullable Object> root = new LinkedHashMap<>();
    for (String path : LEAVES.keySet()) {
      if (byPath.containsKey(path)) {
        put(root, path, written(path, masked));
      }
    }
    return root;
  }

  @SuppressWarnings("unchecked")
  private static void put(Map<String, @Nullable Object> root, String path, @Nullable Object value) {
    Map<String, @Nullable Object> section = root;
    String rest = path;
    for (int dot = rest.indexOf('.'); dot >= 0; dot = rest.indexOf('.')) {
      section =
          (Map<String, @Nullable Object>)
              section.computeIfAbsent(rest.substring(0, dot), unused -> new LinkedHashMap<>());
      rest = rest.substring(dot + 1);
    }
    section.put(rest, value);
  }

  /** The text shows no secret. */
  @Override
  public String toString() {
    return tree(true).toString();
  }
}
