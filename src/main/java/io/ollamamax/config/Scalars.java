package io.ollamamax.config;

import java.time.Duration;
import java.util.Arrays;
import java.util.List;

/** Reads one value as its setting declares it. */
final class Scalars {
  private Scalars() {}

  /**
   * The value.
   *
   * @throws IllegalArgumentException with the message for the user
   */
  static Object read(String key, Class<?> type, Setting setting, String text) {
    Object value = convert(key, type, setting, text);
    check(key, setting, value, text);
    return value;
  }

  private static Object convert(String key, Class<?> type, Setting setting, String text) {
    try {
      if (type == boolean.class) {
        if (!text.equals("true") && !text.equals("false")) {
          throw new IllegalArgumentException("true or false");
        }
        return text.equals("true");
      }
      if (type == int.class) {
        return Integer.parseInt(text);
      }
      if (type == long.class) {
        return setting.bytes() ? ByteSize.parse(text) : Long.parseLong(text);
      }
      if (type == double.class) {
        double number = Double.parseDouble(text);
        if (!Double.isFinite(number)) {
          throw new IllegalArgumentException("a finite number");
        }
        return number;
      }
      return type == Duration.class ? GoDuration.parse(text) : text;
    } catch (NumberFormatException e) {
      String kind = type == double.class ? "a number" : "a whole number";
      throw new IllegalArgumentException(key + " must be " + kind + ", got '" + text + "'", e);
    } catch (IllegalArgumentException e) {
      throw new IllegalArgumentException(
          key + " must be " + e.getMessage() + ", got '" + text + "'", e);
    }
  }

  private static void check(String key, Setting setting, Object value, String text) {
    if (value instanceof String word) {
      List<String> allowed = Arrays.asList(setting.min().split("\\|"));
      if (!setting.min().isEmpty() && !allowed.contains(word)) {
        throw new IllegalArgumentException(
            key + " must be one of " + String.join(", ", allowed) + ", got '" + word + "'");
      }
      return;
    }
    if (setting.min().isEmpty()) {
      return;
    }
    boolean inside =
        switch (value) {
          case Duration d ->
              d.compareTo(GoDuration.parse(setting.min())) >= 0
                  && d.compareTo(GoDuration.parse(setting.max())) <= 0;
          case Long l -> l >= ByteSize.parse(setting.min()) && l <= ByteSize.parse(setting.max());
          case Number n ->
              n.doubleValue() >= Double.parseDouble(setting.min())
                  && n.doubleValue() <= Double.parseDouble(setting.max());
          default -> true;
        };
    if (!inside) {
      throw new IllegalArgumentException(
          key
              + " must be between "
              + bound(value, setting.min())
              + " and "
              + bound(value, setting.max())
              + ", got "
              + (value instanceof Duration d ? GoDuration.print(d) : text));
    }
  }

  private static String bound(Object value, String bound) {
    return value instanceof Duration ? GoDuration.print(GoDuration.parse(bound)) : bound;
  }
}
