package io.ollamamax.metrics;

import io.ollamamax.cluster.ModelName;
import io.ollamamax.cluster.NodeId;
import io.ollamamax.request.Breaker;
import io.ollamamax.request.FlowObserver;
import io.ollamamax.request.RequestSpec;
import io.ollamamax.request.Service;
import java.util.List;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** Several observers as one, told in their order. */
public final class FlowObservers implements FlowObserver {
  private final FlowObserver[] observers;

  public FlowObservers(List<FlowObserver> observers) {
    this.observers = observers.toArray(FlowObserver[]::new);
  }

  private void each(Consumer<FlowObserver> tell) {
    for (FlowObserver observer : observers) {
      tell.accept(observer);
    }
  }

  @Override
  public void tried(RequestSpec spec, Service service, String detail, int delivered) {
    each(one -> one.tried(spec, service, detail, delivered));
  }

  @Override
  public void continued(RequestSpec spec, NodeId node, Way way, int tokens) {
    each(one -> one.continued(spec, node, way, tokens));
  }

  @Override
  public void breaker(NodeId node, @Nullable ModelName model, Breaker.State state) {
    each(one -> one.breaker(node, model, state));
  }

  @Override
  public void loaded(NodeId node, ModelName model, int status, String error) {
    each(one -> one.loaded(node, model, status, error));
  }

  @Override
  public void deadly(RequestSpec spec, List<NodeId> nodes) {
    each(one -> one.deadly(spec, nodes));
  }

  @Override
  public void finished(RequestSpec spec, Outcome outcome) {
    each(one -> one.finished(spec, outcome));
  }
}
