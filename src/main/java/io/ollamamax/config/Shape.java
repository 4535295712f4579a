package io.ollamamax.config;

import java.lang.reflect.ParameterizedType;
import java.lang.reflect.Type;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** What stands in the file for a record component. */
sealed interface Shape {
  /** Its type's name in the documentation. */
  String label();

  /** The value that a declaration's text means; the text is empty where nothing was declared. */
  Object byDefault(String text);

  /** A single value, within a range where one is declared. */
  record Scalar<T>(ScalarType<T> type, Optional<T> min, Optional<T> max) implements Shape {
    static <T> Scalar<T> of(ScalarType<T> type, Setting setting) {
      return new Scalar<>(type, bound(type, setting.min()), bound(type, setting.max()));
    }

    private static <T> Optional<T> bound(ScalarType<T> type, String text) {
      return text.isEmpty() ? Optional.empty() : Optional.of(type.parse().apply(text));
    }

    @Override
    public String label() {
      return type.label();
    }

    @Override
    public Object byDefault(String text) {
      return type.toComponent().apply(type.parse().apply(text));
    }

    /**
     * The component's value.
     *
     * @throws IllegalArgumentException where the text is of another type
     * @throws OutOfRangeException where the value lies outside the range
     */
    Object read(String text) {
      T value = type.parse().apply(text);
      boolean below = min.isPresent() && type.order().compare(value, min.get()) < 0;
      boolean above = max.isPresent() && type.order().compare(value, max.get()) > 0;
      if (below || above) {
        throw new OutOfRangeException(
            "must be between %s and %s, got %s"
                .formatted(
                    min.map(type.print()).orElse("-"),
                    max.map(type.print()).orElse("-"),
                    type.print().apply(value)));
      }
      return type.toComponent().apply(value);
    }
  }

  /** A mapping with fixed keys. */
  record Section<R extends Record>(Schema<R> schema) implements Shape {
    @Override
    public String label() {
      return "section";
    }

    @Override
    public Object byDefault(String text) {
      return schema.defaults();
    }
  }

  /** A list of things of one shape. */
  record ListOf(Shape element) implements Shape {
    @Override
    public String label() {
      return "list of " + element.label();
    }

    @Override
    public Object byDefault(String text) {
      String inner = text.isEmpty() ? "" : text.substring(1, text.length() - 1);
      return inner.isEmpty()
          ? List.of()
          : Arrays.stream(inner.split(", ", -1)).map(element::byDefault).toList();
    }
  }

  /** A mapping from free names to texts. */
  record TextMap() implements Shape {
    @Override
    public String label() {
      return "map of text";
    }

    @Override
    public Object byDefault(String text) {
      return Map.of();
    }
  }

  /** A value that may be missing. */
  record Maybe(Shape inner) implements Shape {
    @Override
    public String label() {
      return inner.label();
    }

    @Override
    public Object byDefault(String text) {
      return Optional.empty();
    }
  }

  /** A value outside its range. */
  final class OutOfRangeException extends RuntimeException {
    OutOfRangeException(String message) {
      super(message, null, false, false);
    }
  }

  /** The shape for a component's type. */
  static Shape of(Type type, Setting setting) {
    if (type instanceof Class<?> plain) {
      return ofClass(plain, setting);
    }
    if (type instanceof ParameterizedType generic) {
      Type first = generic.getActualTypeArguments()[0];
      if (generic.getRawType() == List.class) {
        return new ListOf(of(first, setting));
      }
      if (generic.getRawType() == Optional.class) {
        return new Maybe(of(first, setting));
      }
      if (generic.getRawType() == Map.class) {
        return new TextMap();
      }
    }
    throw new IllegalStateException("no setting is of type " + type);
  }

  private static Shape ofClass(Class<?> type, Setting setting) {
    Optional<ScalarType<?>> scalar = ScalarTypes.of(type);
    if (scalar.isPresent()) {
      return Scalar.of(scalar.get(), setting);
    }
    if (type.isRecord()) {
      return new Section<>(Schema.of(type.asSubclass(Record.class)));
    }
    throw new IllegalStateException("no setting is of type " + type);
  }
}
