package io.ollamamax.agent.wire;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.ollamamax.cluster.NodeId;
import io.ollamamax.ollama.Json;

/**
 * What a gateway wants of a node's models: a manifest, or bytes of a blob. The agent sends them in
 * a request of its own.
 *
 * @param id under which it sends them
 * @param model whose manifest; empty where bytes of a blob are wanted
 * @param blob digest of the blob; empty where a manifest is wanted
 * @param from first byte of the blob, from 0
 * @param length how many bytes of the blob
 */
public record Fetch(String id, NodeId node, String model, String blob, long from, long length) {
  private static final String KEY = "fetch";

  /** A whole manifest. */
  public static Fetch manifest(String id, NodeId node, String model) {
    return new Fetch(id, node, model, "", 0, 0);
  }

  /** Whether a line of the link is one. */
  public static boolean is(JsonNode line) {
    return line.has(KEY);
  }

  public ObjectNode write() {
    ObjectNode out = Json.object();
    out.putObject(KEY)
        .put("id", id)
        .put("node", node.value())
        .put("model", model)
        .put("blob", blob)
        .put("from", from)
        .put("length", length);
    return out;
  }

  /**
   * Reads one.
   *
   * @throws IllegalArgumentException where it is none
   */
  public static Fetch read(JsonNode line) {
    JsonNode in = line.path(KEY);
    return new Fetch(
        in.path("id").asText(),
        new NodeId(in.path("node").asText()),
        in.path("model").asText(),
        in.path("blob").asText(),
        in.path("from").asLong(),
        in.path("length").asLong());
  }
}
