package io.ollamamax.config;

import java.lang.invoke.MethodType;
import java.math.BigInteger;
import java.net.URI;
import java.net.URISyntaxException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.snakeyaml.engine.v2.nodes.Tag;

/** The kinds of single values, by the type of the record component. */
final class ScalarTypes {
  private static final int LONGEST_NUMBER = 40;
  private static final Pattern DECIMAL =
      Pattern.compile("[-+]?(\\.[0-9]+|[0-9]+(\\.[0-9]*)?)([eE][-+]?[0-9]+)?");

  /** Any text, empty too. */
  static final ScalarType<String> ANY_TEXT =
      ScalarType.text(String.class, "text", "text", text -> text);

  private static final Map<Class<?>, ScalarType<?>> BY_CLASS = byClass();

  private ScalarTypes() {}

  private static Map<Class<?>, ScalarType<?>> byClass() {
    return Stream.of(
            ScalarType.ordered(
                boolean.class,
                "bool",
                "true or false",
                Set.of(Tag.BOOL),
                ScalarTypes::parseBoolean,
                String::valueOf),
            new ScalarType<>(
                int.class,
                "int",
                "an integer",
                Set.of(Tag.INT),
                ScalarTypes::parseInteger,
                BigInteger::toString,
                Comparator.naturalOrder(),
                BigInteger::intValueExact),
            ScalarType.ordered(
                double.class,
                "float64",
                "a number",
                Set.of(Tag.INT, Tag.FLOAT),
                ScalarTypes::parseDouble,
                ScalarTypes::printDouble),
            ScalarType.quantity(
                Duration.class,
                "duration",
                "a duration such as 30s or 1h30m",
                GoDuration::parse,
                GoDuration::format),
            ScalarType.quantity(
                ByteSize.class,
                "size",
                "a size such as 64MiB",
                ByteSize::parse,
                ByteSize::toString),
            ScalarType.text(
                HostPort.class, "address", "an address such as 127.0.0.1:8080", HostPort::parse),
            ScalarType.text(
                URI.class,
                "url",
                "an http or https address such as http://127.0.0.1:11434",
                ScalarTypes::parseUrl),
            ScalarType.text(Path.class, "path", "a path", text -> Path.of(notBlank(text))),
            ScalarType.text(String.class, "text", "text", ScalarTypes::notBlank))
        .collect(Collectors.toUnmodifiableMap(ScalarType::component, type -> type));
  }

  /** The type for a record component's class, where its values are single ones. */
  static Optional<ScalarType<?>> of(Class<?> type) {
    if (type.isEnum()) {
      return Optional.of(enumType(type));
    }
    return Optional.ofNullable(BY_CLASS.get(MethodType.methodType(type).unwrap().returnType()));
  }

  private static ScalarType<Object> enumType(Class<?> type) {
    Map<String, Object> constants = new HashMap<>();
    for (Object constant : type.getEnumConstants()) {
      constants.put(constant.toString().toLowerCase(Locale.ROOT), constant);
    }
    List<String> names =
        Arrays.stream(type.getEnumConstants())
            .map(c -> c.toString().toLowerCase(Locale.ROOT))
            .toList();
    String expected = "one of " + String.join(", ", names);
    return ScalarType.text(
        type,
        String.join(", ", names),
        expected,
        text -> {
          Object constant = constants.get(text);
          if (constant == null) {
            throw new IllegalArgumentException("");
          }
          return constant;
        });
  }

  private static String notBlank(String text) {
    if (text.isBlank()) {
      throw new IllegalArgumentException("");
    }
    return text;
  }

  private static Boolean parseBoolean(String text) {
    return switch (text.toLowerCase(Locale.ROOT)) {
      case "true" -> true;
      case "false" -> false;
      default -> throw new IllegalArgumentException("");
    };
  }

  private static BigInteger parseInteger(String text) {
    if (text.length() > LONGEST_NUMBER) {
      throw new IllegalArgumentException("too many digits");
    }
    if (text.startsWith("0x")) {
      return new BigInteger(text.substring(2), 16);
    }
    return text.startsWith("0o") ? new BigInteger(text.substring(2), 8) : new BigInteger(text);
  }

  private static Double parseDouble(String text) {
    return switch (text.toLowerCase(Locale.ROOT)) {
      case ".nan" -> Double.NaN;
      case ".inf", "+.inf" -> Double.POSITIVE_INFINITY;
      case "-.inf" -> Double.NEGATIVE_INFINITY;
      default -> parseFinite(text);
    };
  }

  private static double parseFinite(String text) {
    double value =
        DECIMAL.matcher(text).matches()
            ? Double.parseDouble(text)
            : parseInteger(text).doubleValue();
    return value + 0.0; // no negative zero
  }

  private static String printDouble(Double value) {
    if (value.isInfinite()) {
      return value > 0 ? "+Inf" : "-Inf";
    }
    return value.toString();
  }

  private static URI parseUrl(String text) {
    URI url;
    try {
      url = new URI(text);
    } catch (URISyntaxException e) {
      throw new IllegalArgumentException("not an address", e);
    }
    String scheme = String.valueOf(url.getScheme()).toLowerCase(Locale.ROOT);
    if (!scheme.equals("http") && !scheme.equals("https")) {
      throw new IllegalArgumentException("it starts with neither http:// nor https://");
    }
    if (url.getRawUserInfo() != null || text.contains("@")) {
      throw new IllegalArgumentException("credentials belong in headers");
    }
    if (url.getHost() == null || url.getPort() == 0 || url.getPort() > 65535) {
      throw new IllegalArgumentException("it names no valid host or port");
    }
    if (url.getRawQuery() != null || url.getRawFragment() != null) {
      throw new IllegalArgumentException("it has a query or a fragment");
    }
    return url;
  }
}
