package io.ollamamax.request;

import io.ollamamax.cluster.ModelName;
import io.ollamamax.cluster.NodeId;
import org.jspecify.annotations.Nullable;

/** Takes the times of one try; all moments in monotonic nanoseconds. */
final class Stopwatch {
  private final long queued;
  private final long startedAt;
  private long load;
  private long sentAt;
  private long firstAt;
  private long lastAt;
  private int tokens;

  /**
   * @param queued how long the request waited for a node before
   */
  Stopwatch(long queued, long startedAt) {
    this.queued = queued;
    this.startedAt = startedAt;
  }

  void loaded(long now) {
    load = now - startedAt;
  }

  /** Something was sent to the node; what follows the first piece does not move its time. */
  void sent(long now) {
    if (tokens == 0) {
      sentAt = now;
    }
  }

  void piece(long now) {
    if (tokens++ == 0) {
      firstAt = now;
    }
    lastAt = now;
  }

  Service read(NodeId node, ModelName model, @Nullable Failure failure, long now) {
    return new Service(
        node,
        model,
        failure,
        tokens,
        queued,
        load,
        tokens == 0 ? -1 : firstAt - sentAt,
        lastAt - firstAt,
        now - startedAt);
  }
}
