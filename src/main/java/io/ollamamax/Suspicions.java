package io.ollamamax;

import io.ollamamax.cluster.ModelName;
import io.ollamamax.cluster.NodeId;
import io.ollamamax.request.Breaker;
import io.ollamamax.request.Failure;
import io.ollamamax.request.FlowObserver;
import io.ollamamax.request.RequestSpec;
import io.ollamamax.request.Service;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** Has a node probed at once when requests show that something changed there. */
record Suspicions(Consumer<NodeId> probe) implements FlowObserver {
  @Override
  public void tried(RequestSpec spec, Service service, String detail, int delivered) {
    Failure failure = service.failure();
    if (failure != null && failure.death()) {
      probe.accept(service.node());
    }
  }

  @Override
  public void breaker(NodeId node, @Nullable ModelName model, Breaker.State state) {
    probe.accept(node);
  }

  @Override
  public void loaded(NodeId node, ModelName model, int status, String error) {
    probe.accept(node);
  }
}
