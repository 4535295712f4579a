package io.ollamamax.config;

import java.lang.reflect.ParameterizedType;
import java.lang.reflect.Type;
import java.time.Duration;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/** What stands in the file for a record component. */
sealed interface Shape {
  /** Its type's name in the documentation. */
  String label();

  /** The value that a declaration's text means; the text is empty where nothing was declared. */
  Object byDefault(String text);

  /**
   * The component's value as the file would give it: texts, numbers, truth values, lists and
   * mappings of these.
   *
   * @param masked whether three stars stand for each value that is secret
   */
  Object write(Object value, boolean masked);

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

    @Override
    public Object write(Object value, boolean masked) {
      return switch (value) {
        case Boolean truth -> truth;
        case Integer number -> number;
        case Double number -> number;
        case Duration duration -> GoDuration.format(duration);
        case Enum<?> constant -> constant.name().toLowerCase(Locale.ROOT);
        default -> value.toString();
      };
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

    @Override
    public Object write(Object value, boolean masked) {
      Map<String, Object> written = new LinkedHashMap<>();
      List<Object> values = schema.read((Record) value);
      for (int i = 0; i < values.size(); i++) {
        Schema.Field field = schema.fields().get(i);
        if (!isNothing(values.get(i))) {
          Object inside = field.shape().write(values.get(i), masked);
          written.put(
              field.key(), masked && field.setting().secret() ? Texts.stars(inside) : inside);
        }
      }
      return written;
    }

    private static boolean isNothing(Object value) {
      return value.equals(Optional.empty()) || value.equals(Map.of());
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

    @Override
    public Object write(Object value, boolean masked) {
      return ((List<?>) value).stream().map(item -> element.write(item, masked)).toList();
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

    @Override
    public Object write(Object value, boolean masked) {
      Map<String, Object> written = new TreeMap<>();
      ((Map<?, ?>) value).forEach((name, text) -> written.put(name.toString(), text.toString()));
      return written;
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

    /** Of a missing value the empty text, which no setting takes. */
    @Override
    public Object write(Object value, boolean masked) {
      return ((Optional<?>) value).map(inside -> inner.write(inside, masked)).orElse("");
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
