package io.ollamamax.config;

import java.net.URI;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/** The JSON Schema (2020-12) of the configuration file, from the declarations; editors read it. */
public final class JsonSchema {
  private static final String DURATION =
      "^[-+]?(0|([0-9]+(\\.[0-9]*)?|\\.[0-9]+)(ns|us|\u00b5s|\u03bcs|ms|s|m|h))+$";
  private static final String URL = "^[hH][tT][tT][pP][sS]?://[^@?#]+$";
  private static final String ADDRESS = ":[0-9]+$";
  private static final String SIZE = "^[0-9]+ ?(B|KiB|MiB|GiB|TiB)?$";

  private JsonSchema() {}

  /** The whole schema as a tree of mappings, lists and texts. */
  public static Map<String, Object> tree() {
    Map<String, Object> root = new LinkedHashMap<>();
    root.put("$schema", "https://json-schema.org/draft/2020-12/schema");
    root.put("title", "Configuration of ollama-distributed");
    root.putAll(section(ConfigFile.SCHEMA));
    return root;
  }

  private static Map<String, Object> section(Schema<?> schema) {
    Map<String, Object> properties = new LinkedHashMap<>();
    List<String> required = new ArrayList<>();
    for (Schema.Field field : schema.fields()) {
      properties.put(field.key(), property(field));
      if (field.setting().required()) {
        required.add(field.key());
      }
    }
    Map<String, Object> section = new LinkedHashMap<>();
    section.put("type", required.isEmpty() ? List.of("object", "null") : "object");
    section.put("properties", properties);
    section.put("additionalProperties", false);
    if (!required.isEmpty()) {
      section.put("required", required);
    }
    return section;
  }

  private static Map<String, Object> property(Schema.Field field) {
    Map<String, Object> property = new LinkedHashMap<>();
    property.put("description", description(field.setting()));
    if (!field.setting().byDefault().isEmpty()) {
      Object value = field.shape().byDefault(field.setting().byDefault());
      property.put("default", field.shape().write(value, false));
    }
    property.putAll(shape(field.shape()));
    return property;
  }

  private static String description(Setting setting) {
    return setting.min().isEmpty()
        ? setting.text()
        : "%s (%s to %s)".formatted(setting.text(), setting.min(), setting.max());
  }

  private static Map<String, Object> shape(Shape shape) {
    return switch (shape) {
      case Shape.Scalar<?> scalar -> scalar(scalar);
      case Shape.Section<?> section -> section(section.schema());
      case Shape.ListOf list ->
          Map.of("type", List.of("array", "null"), "items", shape(list.element()));
      case Shape.TextMap map ->
          Map.of(
              "type",
              List.of("object", "null"),
              "additionalProperties",
              Map.of("type", List.of("string", "number", "boolean")));
      case Shape.Maybe maybe ->
          Map.of("anyOf", List.of(shape(maybe.inner()), Map.of("type", "null")));
    };
  }

  private static Map<String, Object> scalar(Shape.Scalar<?> scalar) {
    Class<?> type = scalar.type().component();
    Map<String, Object> schema = new LinkedHashMap<>();
    if (type == boolean.class) {
      schema.put("type", "boolean");
    } else if (type == int.class || type == double.class) {
      schema.put("type", type == int.class ? "integer" : "number");
      scalar.min().ifPresent(min -> schema.put("minimum", min));
      scalar.max().ifPresent(max -> schema.put("maximum", max));
    } else if (type.isEnum()) {
      schema.put("enum", Arrays.stream(type.getEnumConstants()).map(JsonSchema::name).toList());
    } else if (type == ByteSize.class) {
      schema.put("type", List.of("string", "integer"));
      schema.put("pattern", SIZE);
    } else if (type == Duration.class) {
      schema.put("type", List.of("string", "integer"));
      schema.put("pattern", DURATION);
      schema.put("maximum", 0); // of numbers only 0 needs no unit
      schema.put("minimum", 0);
    } else if (type == URI.class || type == HostPort.class) {
      schema.put("type", "string");
      schema.put("pattern", type == URI.class ? URL : ADDRESS);
    } else {
      schema.put("type", List.of("string", "number", "boolean"));
    }
    return schema;
  }

  private static String name(Object constant) {
    return constant.toString().toLowerCase(Locale.ROOT);
  }
}
