package io.ollamamax.embedded;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.json.JsonWriteFeature;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectReader;
import com.fasterxml.jackson.databind.ObjectWriter;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.ollamamax.ollama.Json;
import java.io.IOException;
import java.util.Map;
import java.util.function.Predicate;

/** The JSON that an answer must be. */
final class OutputSchema {
  private static final ObjectReader STRICT =
      Json.MAPPER
          .reader()
          .with(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
          .with(JsonParser.Feature.STRICT_DUPLICATE_DETECTION);
  private static final ObjectWriter ASCII =
      Json.MAPPER.writer().with(JsonWriteFeature.ESCAPE_NON_ASCII);

  private final ObjectNode schema;

  private OutputSchema(ObjectNode schema) {
    this.schema = schema;
  }

  /**
   * Reads a request's {@code format}: {@code "json"} for any object, or a schema.
   *
   * @throws Refused where it is something else, or a schema beyond what is known here
   */
  static OutputSchema of(JsonNode format) throws Refused {
    if (format.isObject()) {
      return new OutputSchema(KnownSchema.of(format));
    }
    if (format.asText().equals("json")) {
      return new OutputSchema(Json.object().put("type", "object"));
    }
    throw new Refused(
        400, "invalid format: " + format + "; expected \"json\" or a valid JSON Schema object");
  }

  /** The schema in ASCII, which the native library reads unharmed. */
  String json() {
    try {
      return ASCII.writeValueAsString(schema);
    } catch (JsonProcessingException e) {
      throw new IllegalStateException("a tree can always be written", e);
    }
  }

  /** Whether the text is one JSON value as the schema wants it. */
  boolean matches(String text) {
    try {
      return matches(STRICT.readTree(text), schema);
    } catch (IOException e) {
      return false;
    }
  }

  private static boolean matches(JsonNode value, JsonNode wanted) {
    for (Map.Entry<String, JsonNode> part : wanted.properties()) {
      JsonNode rule = part.getValue();
      boolean good =
          switch (part.getKey()) {
            case "type" -> any(rule, type -> is(value, type.asText()));
            case "enum" -> any(rule, one -> one.equals(value));
            case "const" -> rule.equals(value);
            case "anyOf" -> any(rule, one -> matches(value, one));
            case "properties" ->
                rule.properties().stream()
                    .allMatch(
                        one ->
                            !value.has(one.getKey())
                                || matches(value.path(one.getKey()), one.getValue()));
            case "required" -> all(rule, name -> value.has(name.asText()));
            case "additionalProperties" ->
                value.properties().stream()
                    .allMatch(one -> wanted.path("properties").has(one.getKey()));
            case "items" -> all(value, one -> matches(one, rule));
            case "minItems" -> value.size() >= rule.asInt();
            case "maxItems" -> value.size() <= rule.asInt();
            case "minLength" -> length(value) >= rule.asInt();
            case "maxLength" -> length(value) <= rule.asInt();
            case "minimum" -> value.asLong() >= rule.asLong();
            case "maximum" -> value.asLong() <= rule.asLong();
            default -> false;
          };
      if (!good) {
        return false;
      }
    }
    return true;
  }

  private static int length(JsonNode value) {
    return value.asText().codePointCount(0, value.asText().length());
  }

  private static boolean is(JsonNode value, String type) {
    return switch (type) {
      case "object" -> value.isObject();
      case "array" -> value.isArray();
      case "string" -> value.isTextual();
      case "number" -> value.isNumber();
      case "integer" -> value.isIntegralNumber();
      case "boolean" -> value.isBoolean();
      default -> value.isNull();
    };
  }

  private static boolean any(JsonNode rules, Predicate<JsonNode> good) {
    return !rules.isArray() ? good.test(rules) : !all(rules, good.negate());
  }

  private static boolean all(JsonNode parts, Predicate<JsonNode> good) {
    for (JsonNode part : parts) {
      if (!good.test(part)) {
        return false;
      }
    }
    return true;
  }
}
