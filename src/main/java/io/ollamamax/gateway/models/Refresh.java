package io.ollamamax.gateway.models;

import io.ollamamax.cluster.NodeId;
import java.util.Collection;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/** Has nodes probed, so that routing follows what was changed on them. */
@FunctionalInterface
public interface Refresh {
  /** Probes the node; completes when what was found is published. */
  CompletionStage<Void> of(NodeId node);

  /** Probes the nodes and waits for it, but not for ever: a dead node must not hold the answer. */
  default void await(Collection<NodeId> nodes) {
    CompletableFuture<?>[] probes =
        nodes.stream()
            .map(node -> of(node).toCompletableFuture())
            .toArray(CompletableFuture[]::new);
    try {
      CompletableFuture.allOf(probes).get(10, TimeUnit.SECONDS);
    } catch (TimeoutException | ExecutionException e) {
      // the next probe tells
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
