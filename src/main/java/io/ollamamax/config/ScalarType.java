package io.ollamamax.config;

import java.util.Comparator;
import java.util.Set;
import java.util.function.Function;
import org.snakeyaml.engine.v2.nodes.Tag;

/**
 * How a kind of single value is read, compared and printed.
 *
 * @param component the type of the record component
 * @param label its name in the documentation
 * @param expected what a message says was expected
 * @param tags the YAML types it may be written as
 * @param parse from the text in the file; throws {@link IllegalArgumentException}, the message of
 *     which may be empty
 * @param print the text in messages
 * @param toComponent to the type of the record component
 */
record ScalarType<T>(
    Class<?> component,
    String label,
    String expected,
    Set<Tag> tags,
    Function<String, T> parse,
    Function<T, String> print,
    Comparator<T> order,
    Function<T, Object> toComponent) {
  private static final Set<Tag> TEXT = Set.of(Tag.STR, Tag.INT, Tag.FLOAT, Tag.BOOL);

  /** A type written as text, of which no range is ever declared. */
  static <T> ScalarType<T> text(
      Class<?> component, String label, String expected, Function<String, T> parse) {
    return new ScalarType<>(
        component,
        label,
        expected,
        TEXT,
        parse,
        String::valueOf,
        Comparator.comparing(String::valueOf),
        value -> value);
  }

  /** A type with an order. */
  static <T extends Comparable<T>> ScalarType<T> ordered(
      Class<?> component,
      String label,
      String expected,
      Set<Tag> tags,
      Function<String, T> parse,
      Function<T, String> print) {
    return new ScalarType<>(
        component, label, expected, tags, parse, print, Comparator.naturalOrder(), value -> value);
  }

  /** A quantity written as text with a unit. */
  static <T extends Comparable<T>> ScalarType<T> quantity(
      Class<?> component,
      String label,
      String expected,
      Function<String, T> parse,
      Function<T, String> print) {
    return ordered(component, label, expected, TEXT, parse, print);
  }
}
