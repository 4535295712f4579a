package io.ollamamax.request;

import io.ollamamax.cluster.ModelName;
import io.ollamamax.cluster.NodeId;
import org.jspecify.annotations.Nullable;

/**
 * What one try of a request at a node was like; times in nanoseconds.
 *
 * @param failure why it ended without the answer; null where it gave the whole answer
 * @param tokens pieces that came from the node
 * @param queued how long the request waited for a node before it
 * @param load how long it waited for the model to be loaded; 0 where it was loaded
 * @param firstToken from sending the request to the first piece; -1 where none came
 * @param generation from the first piece to the last one
 * @param total from the choice of the node to the end of the try
 */
public record Service(
    NodeId node,
    ModelName model,
    @Nullable Failure failure,
    int tokens,
    long queued,
    long load,
    long firstToken,
    long generation,
    long total) {
  /** Mean time between two pieces; -1 where there were none. */
  public long tokenGap() {
    return tokens > 1 ? generation / (tokens - 1) : -1;
  }
}
