package io.ollamamax.ollama;

import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;

/**
 * Reads the fields of a request that is translated; what is wrong becomes the message of an {@link
 * IOException}, for the client. An absent field and null are the same.
 */
public final class Fields {
  private Fields() {}

  /** The request itself. */
  public static ObjectNode request(byte[] body) throws IOException {
    if (body.length == 0) {
      throw new IOException("missing request body");
    }
    JsonNode tree =
        Json.MAPPER.reader().with(DeserializationFeature.FAIL_ON_TRAILING_TOKENS).readTree(body);
    if (!(tree instanceof ObjectNode object)) {
      throw new IOException("request body must be a JSON object");
    }
    return object;
  }

  /** A text; empty where it is absent. */
  public static String text(JsonNode of, String name) throws IOException {
    if (!of.hasNonNull(name)) {
      return "";
    }
    require(of.get(name).isTextual(), name + " must be a string");
    return of.get(name).asText();
  }

  /** A truth value; false where it is absent. */
  public static boolean flag(JsonNode of, String name) throws IOException {
    if (!of.hasNonNull(name)) {
      return false;
    }
    require(of.get(name).isBoolean(), name + " must be true or false");
    return of.get(name).asBoolean();
  }

  /** Takes a number over under another name, where it is there. */
  public static void number(JsonNode of, String name, ObjectNode to, String as) throws IOException {
    if (of.hasNonNull(name)) {
      require(of.get(name).isNumber(), name + " must be a number");
      to.set(as, of.get(name));
    }
  }

  /** Takes a whole number other than zero over as the limit of tokens, where it is there. */
  public static void limit(JsonNode of, String name, ObjectNode options) throws IOException {
    if (of.hasNonNull(name)) {
      JsonNode limit = of.get(name);
      require(
          limit.canConvertToExactIntegral() && limit.asLong() != 0,
          name + " must be a whole number other than 0");
      options.put("num_predict", limit.asLong());
    }
  }

  /** The message of a 400 where the condition does not hold. */
  public static void require(boolean condition, String message) throws IOException {
    if (!condition) {
      throw new IOException(message);
    }
  }
}
