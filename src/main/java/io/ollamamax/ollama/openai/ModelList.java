package io.ollamamax.ollama.openai;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.ollamamax.ollama.Json;
import java.time.DateTimeException;
import java.time.OffsetDateTime;

/** {@code /v1/models}, from the entries of {@code /api/tags}. */
public final class ModelList {
  private ModelList() {}

  /** The list. */
  public static ObjectNode of(Iterable<JsonNode> tags) {
    ObjectNode list = Json.object().put("object", "list");
    ArrayNode data = list.putArray("data");
    tags.forEach(tag -> data.add(model(tag.path("name").asText(), tag)));
    return list;
  }

  /**
   * One model.
   *
   * @param id the name that the client knows it by
   */
  public static ObjectNode model(String id, JsonNode tag) {
    return Json.object()
        .put("id", id)
        .put("object", "model")
        .put("created", seconds(tag.path("modified_at").asText()))
        .put("owned_by", owner(id));
  }

  private static long seconds(String time) {
    try {
      return OffsetDateTime.parse(time).toEpochSecond();
    } catch (DateTimeException e) {
      return 0;
    }
  }

  /** The namespace of {@code host/namespace/model:tag}; Ollama's own is {@code library}. */
  private static String owner(String id) {
    String[] parts = id.split("/", -1);
    return parts.length < 2 ? "library" : parts[parts.length - 2];
  }
}
