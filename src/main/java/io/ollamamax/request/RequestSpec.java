package io.ollamamax.request;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.ollamamax.cluster.ModelName;
import io.ollamamax.ollama.InferenceRequest;
import io.ollamamax.ollama.InferenceRequest.Trait;
import io.ollamamax.ollama.Json;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * A request as it was admitted.
 *
 * @param id of the request, as in {@code X-Request-Id}
 * @param body what a node is sent: the client's body, with {@code stream: true} for streaming
 *     operations
 * @param clientStreams whether the client gets lines, or one object at the end
 * @param requested the model as the client named it: an alias, or one that this one stands in for
 * @param fallback the same request of another model, for when no node can serve this one; or null
 */
public record RequestSpec(
    String id,
    Operation operation,
    ModelName model,
    InferenceRequest asked,
    byte[] body,
    boolean clientStreams,
    String requested,
    @Nullable RequestSpec fallback) {
  /** Whether another model serves than the client named. */
  public boolean servedByOther() {
    return !ModelName.of(requested).equals(model);
  }

  /** A hash of what is asked, the same whenever the same is asked. */
  long fingerprint() {
    try {
      return ByteBuffer.wrap(MessageDigest.getInstance("SHA-256").digest(body)).getLong();
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every JDK has SHA-256", e);
    }
  }

  /** The request that makes a node load the model as this one needs it. */
  byte[] loadBody() throws IOException {
    JsonNode original = Json.only(body, Set.of("options", "keep_alive"));
    ObjectNode load = Json.object().put("model", model.value());
    if (original.path("options").isObject()) {
      load.set("options", original.get("options"));
    }
    if (asked.has(Trait.KEEP_ALIVE) && !asked.has(Trait.UNLOAD)) {
      load.set("keep_alive", original.get("keep_alive"));
    }
    if (operation.embeds()) {
      load.putArray("input");
    }
    return Json.bytes(load.put("stream", false));
  }

  /** Whether it asks for nothing but that the model leaves the memory of nodes. */
  boolean unloads() {
    return operation.streams() && !asked.has(Trait.PROMPT) && asked.has(Trait.UNLOAD);
  }

  /** Whether nodes are asked for lines. */
  public boolean lines() {
    return lines(operation, asked);
  }

  /** A bare rendering is one object, and so is a load or unload, which has no prompt. */
  static boolean lines(Operation operation, InferenceRequest asked) {
    return operation.streams() && asked.has(Trait.PROMPT) && !asked.has(Trait.DEBUG_RENDER);
  }

  /** Whether the model must be in memory before it is sent; a load or unload tells so itself. */
  boolean needsModel() {
    return operation.embeds() || (operation.streams() && asked.has(Trait.PROMPT));
  }
}
