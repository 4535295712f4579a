package io.ollamamax.ollama;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.util.Set;

/** JSON trees in and out, by one shared mapper. */
public final class Json {
  /** Shared and thread-safe. */
  public static final ObjectMapper MAPPER = JsonMapper.builder().build();

  private Json() {}

  /** A new empty object. */
  public static ObjectNode object() {
    return MAPPER.createObjectNode();
  }

  /**
   * The tree of a whole document.
   *
   * @throws IOException where it is no JSON
   */
  public static JsonNode read(byte[] json) throws IOException {
    return MAPPER.readTree(json);
  }

  /**
   * An object with these keys of a document alone; the rest is passed over, however long it is.
   *
   * @throws IOException where it is no JSON object
   */
  public static ObjectNode only(byte[] json, Set<String> keys) throws IOException {
    ObjectNode found = object();
    try (JsonParser in = MAPPER.createParser(json)) {
      if (in.nextToken() != JsonToken.START_OBJECT) {
        throw new IOException("not a JSON object");
      }
      while (in.nextToken() == JsonToken.FIELD_NAME) {
        String key = in.currentName();
        in.nextToken();
        if (keys.contains(key)) {
          found.set(key, in.<JsonNode>readValueAsTree());
        } else {
          in.skipChildren();
        }
      }
    }
    return found;
  }

  /** The document as UTF-8. */
  public static byte[] bytes(JsonNode tree) {
    try {
      return MAPPER.writeValueAsBytes(tree);
    } catch (JsonProcessingException e) {
      throw new IllegalStateException("a tree can always be written", e);
    }
  }

  /** Ollama's error shape: {@code {"error": "text"}}. */
  public static byte[] error(String message) {
    return bytes(object().put("error", message));
  }
}
