package io.ollamamax.config;

import java.lang.reflect.Constructor;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.lang.reflect.RecordComponent;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/**
 * The keys of a section, read once from a record's components.
 *
 * @param type the record
 * @param constructor its canonical one
 * @param fields in the order of its components
 */
record Schema<R extends Record>(Class<R> type, Constructor<R> constructor, List<Field> fields) {
  /**
   * One key of a section.
   *
   * @param key as written in the file
   * @param accessor reads the component
   */
  record Field(String key, Setting setting, Shape shape, Method accessor) {
    private Object read(Record section) {
      try {
        return accessor.invoke(section);
      } catch (IllegalAccessException | InvocationTargetException e) {
        throw new IllegalStateException(accessor + " cannot be read", e);
      }
    }

    /** The value where the file gives none; nothing where the file must give one. */
    Optional<Object> byDefault() {
      return setting.required()
          ? Optional.empty()
          : Optional.of(shape.byDefault(setting.byDefault()));
    }
  }

  static <R extends Record> Schema<R> of(Class<R> type) {
    RecordComponent[] components = type.getRecordComponents();
    Class<?>[] types =
        Arrays.stream(components).map(RecordComponent::getType).toArray(Class<?>[]::new);
    try {
      return new Schema<>(
          type,
          type.getDeclaredConstructor(types),
          Arrays.stream(components).map(Schema::field).toList());
    } catch (NoSuchMethodException e) {
      throw new IllegalStateException("a record has its canonical constructor", e);
    }
  }

  private static Field field(RecordComponent component) {
    Setting setting = component.getAnnotation(Setting.class);
    if (setting == null) {
      throw new IllegalStateException(component + " has no declaration");
    }
    String key = setting.name().isEmpty() ? Texts.snakeCase(component.getName()) : setting.name();
    return new Field(
        key, setting, Shape.of(component.getGenericType(), setting), component.getAccessor());
  }

  /** The keys in their order. */
  List<String> keys() {
    return fields.stream().map(Field::key).toList();
  }

  Optional<Field> find(String key) {
    return fields.stream().filter(field -> field.key().equals(key)).findFirst();
  }

  /** A record's values, one for each field. */
  List<Object> read(Record section) {
    return fields.stream().map(field -> field.read(section)).toList();
  }

  /** The record of an empty section, which no required key may belong to. */
  R defaults() {
    return create(fields.stream().map(field -> field.byDefault().orElseThrow()).toList());
  }

  /** The record of these values, one for each field. */
  R create(List<Object> values) {
    try {
      return constructor.newInstance(values.toArray());
    } catch (InstantiationException | IllegalAccessException e) {
      throw new IllegalStateException("a record can be made", e);
    } catch (InvocationTargetException e) {
      throw new IllegalStateException(type + " refused values that were checked", e);
    }
  }
}
