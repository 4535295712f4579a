package io.ollamamax.request;

import io.ollamamax.cluster.ModelName;
import io.ollamamax.ollama.InferenceRequest;

/**
 * A request as it was admitted.
 *
 * @param id of the request, as in {@code X-Request-Id}
 * @param body what a node is sent: the client's body, with {@code stream: true} for streaming
 *     operations
 * @param clientStreams whether the client gets lines, or one object at the end
 */
public record RequestSpec(
    String id,
    Operation operation,
    ModelName model,
    InferenceRequest asked,
    byte[] body,
    boolean clientStreams) {
  /** Whether nodes are asked for lines. A bare rendering is one object. */
  public boolean lines() {
    return operation.streams() && !asked.has(InferenceRequest.Trait.DEBUG_RENDER);
  }
}
