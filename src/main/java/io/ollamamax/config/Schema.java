package io.ollamamax.config;

import java.lang.reflect.Constructor;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.RecordComponent;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/**
 * The keys of a section, read once from a record's components.
 *
 * @param type the record
 * @param fields in the order of its components
 */
record Schema<R extends Record>(Class<R> type, List<Field> fields) {
  /**
   * One key of a section.
   *
   * @param key as written in the file
   */
  record Field(String key, Setting setting, Shape shape) {
    /** The value where the file gives none; nothing where the file must give one. */
    Optional<Object> byDefault() {
      return setting.required()
          ? Optional.empty()
          : Optional.of(shape.byDefault(setting.byDefault()));
    }
  }

  static <R extends Record> Schema<R> of(Class<R> type) {
    return new Schema<>(
        type, Arrays.stream(type.getRecordComponents()).map(Schema::field).toList());
  }

  private static Field field(RecordComponent component) {
    Setting setting = component.getAnnotation(Setting.class);
    if (setting == null) {
      throw new IllegalStateException(component + " has no declaration");
    }
    String key = setting.name().isEmpty() ? Texts.snakeCase(component.getName()) : setting.name();
    return new Field(key, setting, Shape.of(component.getGenericType(), setting));
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
    return Arrays.stream(type.getRecordComponents()).map(c -> component(c, section)).toList();
  }

  private static Object component(RecordComponent component, Record section) {
    try {
      return component.getAccessor().invoke(section);
    } catch (IllegalAccessException | InvocationTargetException e) {
      throw new IllegalStateException(component + " cannot be read", e);
    }
  }

  /** The record of an empty section, which no required key may belong to. */
  R defaults() {
    return create(fields.stream().map(field -> field.byDefault().orElseThrow()).toList());
  }

  /** The record of these values, one for each field. */
  R create(List<Object> values) {
    Class<?>[] types =
        Arrays.stream(type.getRecordComponents())
            .map(RecordComponent::getType)
            .toArray(Class<?>[]::new);
    try {
      Constructor<R> constructor = type.getDeclaredConstructor(types);
      return constructor.newInstance(values.toArray());
    } catch (NoSuchMethodException | InstantiationException | IllegalAccessException e) {
      throw new IllegalStateException("a record has its canonical constructor", e);
    } catch (InvocationTargetException e) {
      throw new IllegalStateException(type + " refused values that were checked", e);
    }
  }
}
