package io.ollamamax.config;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Every setting that there is, from the declarations. */
public final class Settings {
  private static final List<Entry> ALL = walk();

  /**
   * A setting or a section.
   *
   * @param path such as {@code inference.fault_tolerance.enabled}; of the entries of a list {@code
   *     nodes[].url}
   * @param type such as {@code duration}, {@code int} or {@code section}
   * @param byDefault as written in the file; empty where there is none
   * @param min the least value as written in the file; empty where there is none
   * @param max the greatest value as written in the file; empty where there is none
   * @param required whether the file must give it
   * @param effect what a change means for a running gateway
   * @param text what it means
   */
  public record Entry(
      String path,
      String type,
      String byDefault,
      String min,
      String max,
      boolean required,
      Effect effect,
      String text) {
    /** The last part of the path. */
    public String key() {
      return path.substring(path.lastIndexOf('.') + 1);
    }

    /** The path without its last part; empty for a top-level key. */
    public String parent() {
      return path.substring(0, Math.max(0, path.lastIndexOf('.')));
    }

    /** Whether it holds other settings. */
    public boolean isSection() {
      return type.endsWith("section");
    }
  }

  private Settings() {}

  /** All in the order of the declarations, each section before its settings. */
  public static List<Entry> all() {
    return ALL;
  }

  /** The setting at this path. */
  public static Optional<Entry> find(String path) {
    return ALL.stream().filter(e -> e.path().equals(path)).findFirst();
  }

  /** The full path of the one setting with this key; nothing where there is none or several. */
  static Optional<String> only(String key) {
    List<String> paths = ALL.stream().filter(e -> e.key().equals(key)).map(Entry::path).toList();
    return paths.size() == 1 ? Optional.of(paths.getFirst()) : Optional.empty();
  }

  private static List<Entry> walk() {
    List<Entry> all = new ArrayList<>();
    walk("", ConfigFile.SCHEMA, Effect.LIVE, all);
    return List.copyOf(all);
  }

  private static void walk(String prefix, Schema<?> schema, Effect around, List<Entry> all) {
    for (Schema.Field field : schema.fields()) {
      Setting setting = field.setting();
      String path = prefix + field.key();
      Effect effect = setting.effect() == Effect.LIVE ? around : setting.effect();
      all.add(
          new Entry(
              path,
              field.shape().label(),
              setting.byDefault(),
              setting.min(),
              setting.max(),
              setting.required(),
              effect,
              setting.text()));
      if (field.shape() instanceof Shape.Section<?> section) {
        walk(path + ".", section.schema(), effect, all);
      } else if (field.shape() instanceof Shape.ListOf(Shape.Section<?> section)) {
        walk(path + "[].", section.schema(), effect, all);
      }
    }
  }
}
