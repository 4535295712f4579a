package io.ollamamax.embedded;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.ollamamax.ollama.Json;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Reads the part of JSON Schema that the native library turns into a grammar. At any other it
 * aborts the process, so that it never gets to see one: an unknown word is refused.
 */
final class KnownSchema {
  private static final int MOST_DEPTH = 12;
  private static final int MOST_PARTS = 300;
  private static final int MOST_REPEATED = 200;
  private static final int GREATEST = 1_000_000_000;
  private static final List<String> TYPES =
      List.of("object", "array", "string", "number", "boolean", "null", "integer");
  private static final Set<String> NOTES =
      Set.of(
          "title",
          "description",
          "default",
          "examples",
          "$schema",
          "$id",
          "$comment",
          "$defs",
          "definitions",
          "deprecated");

  private final JsonNode given;
  private int parts;

  private KnownSchema(JsonNode given) {
    this.given = given;
  }

  /**
   * The schema made of known words alone, with references resolved and notes left out.
   *
   * @throws Refused where that cannot be
   */
  static ObjectNode of(JsonNode given) throws Refused {
    return new KnownSchema(given).known(given, 0);
  }

  private ObjectNode known(JsonNode part, int depth) throws Refused {
    if (part.isBoolean() && part.asBoolean()) {
      return anything();
    }
    if (!part.isObject()) {
      throw unknown("a schema that is no object");
    }
    if (depth > MOST_DEPTH || ++parts > MOST_PARTS) {
      throw new Refused(400, "the format is too large for an embedded node");
    }
    if (part.has("$ref")) {
      return known(referred(part.path("$ref").asText()), depth + 1);
    }
    ObjectNode made = Json.object();
    for (Map.Entry<String, JsonNode> word : part.properties()) {
      if (!NOTES.contains(word.getKey())) {
        add(made, word.getKey(), word.getValue(), part, depth);
      }
    }
    return made.isEmpty() ? anything() : made;
  }

  private static ObjectNode anything() {
    ObjectNode made = Json.object();
    ArrayNode any = made.putArray("anyOf");
    TYPES.subList(0, TYPES.size() - 1).forEach(type -> any.addObject().put("type", type));
    return made;
  }

  private JsonNode referred(String reference) throws Refused {
    JsonNode found =
        reference.matches("#/(\\$defs|definitions)/[^/~]+")
            ? given.at(reference.substring(1))
            : given.at("/-");
    if (!found.isObject()) {
      throw unknown("the reference '" + reference + "'");
    }
    return found;
  }

  private void add(ObjectNode made, String key, JsonNode value, JsonNode all, int depth)
      throws Refused {
    String type = all.path("type").asText("");
    switch (key) {
      case "type" -> made.set(key, types(value));
      case "enum" -> {
        check(value.isArray() && !value.isEmpty(), key);
        for (JsonNode one : value) {
          scalar(one, key);
        }
        made.set(key, value);
      }
      case "const" -> made.set(key, scalar(value, key));
      case "anyOf", "oneOf" -> {
        check(value.isArray() && !value.isEmpty(), key);
        ArrayNode any = made.putArray("anyOf");
        for (JsonNode one : value) {
          any.add(known(one, depth + 1));
        }
      }
      case "properties" -> {
        check(value.isObject() && type.equals("object"), key);
        ObjectNode properties = made.putObject(key);
        for (Map.Entry<String, JsonNode> one : value.properties()) {
          printable(one.getKey());
          properties.set(one.getKey(), known(one.getValue(), depth + 1));
        }
      }
      case "required" -> {
        check(value.isArray() && all.path("properties").isObject(), key);
        for (JsonNode one : value) {
          check(all.path("properties").has(one.asText()), key);
        }
        made.set(key, value);
      }
      case "additionalProperties" -> {
        check(value.isBoolean() && type.equals("object"), key);
        if (!value.asBoolean()) {
          check(all.path("properties").isObject(), key);
          made.set(key, value);
        }
      }
      case "items" -> {
        check(type.equals("array"), key);
        made.set(key, known(value, depth + 1));
      }
      case "minItems", "maxItems" -> {
        check(all.has("items"), key);
        made.put(key, number(value, MOST_REPEATED, key));
      }
      case "minLength", "maxLength" -> {
        check(type.equals("string"), key);
        made.put(key, number(value, MOST_REPEATED, key));
      }
      case "minimum", "maximum" -> {
        check(type.equals("integer"), key);
        made.put(key, number(value, GREATEST, key));
      }
      default -> throw unknown("'" + key + "'");
    }
    ordered(made, "minItems", "maxItems");
    ordered(made, "minLength", "maxLength");
    ordered(made, "minimum", "maximum");
  }

  private static JsonNode types(JsonNode value) throws Refused {
    for (JsonNode one : value.isArray() ? value : List.of(value)) {
      if (!TYPES.contains(one.asText())) {
        throw unknown("the type '" + one.asText() + "'");
      }
    }
    check(!value.isArray() || !value.isEmpty(), "type");
    return value;
  }

  private static JsonNode scalar(JsonNode value, String key) throws Refused {
    check(value.isValueNode(), key);
    printable(value.asText());
    return value;
  }

  private static void printable(String text) throws Refused {
    if (text.chars().anyMatch(c -> c < ' ' || Character.isSurrogate((char) c))) {
      throw unknown("a control character or one beyond the basic plane");
    }
  }

  private static int number(JsonNode value, int most, String key) throws Refused {
    check(value.isIntegralNumber() && value.canConvertToInt(), key);
    check(value.asInt() >= (most == GREATEST ? -most : 0) && value.asInt() <= most, key);
    return value.asInt();
  }

  private static void ordered(ObjectNode made, String least, String most) throws Refused {
    if (made.has(least) && made.has(most)) {
      check(made.path(least).asInt() <= made.path(most).asInt(), most);
    }
  }

  private static void check(boolean good, String key) throws Refused {
    if (!good) {
      throw unknown("this '" + key + "'");
    }
  }

  private static Refused unknown(String what) {
    return new Refused(400, "an embedded node does not support " + what + " in a format");
  }
}
