package io.ollamamax.metrics;

import io.ollamamax.cluster.ModelName;
import io.ollamamax.cluster.NodeId;
import io.ollamamax.events.Event.Kind;
import io.ollamamax.events.Events;
import io.ollamamax.request.Breaker;
import io.ollamamax.request.Failure;
import io.ollamamax.request.FlowObserver;
import io.ollamamax.request.RequestSpec;
import io.ollamamax.request.Service;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Publishes what went wrong with requests, and what was done about it; never a prompt. */
public final class FlowEvents implements FlowObserver {
  private static final String REQUEST = "request";
  private static final String MODEL = "model";

  private final Events events;

  public FlowEvents(Events events) {
    this.events = events;
  }

  @Override
  public void tried(RequestSpec spec, Service service, String detail, int delivered) {
    Failure failure = service.failure();
    if (failure != null) {
      events.publish(
          Kind.ATTEMPT,
          service.node().value(),
          detail.isEmpty() ? failure.text() : failure.text() + ": " + detail,
          Map.of(
              REQUEST,
              spec.id(),
              MODEL,
              spec.model().value(),
              "failure",
              wire(failure),
              "tokens",
              Integer.toString(delivered)));
    }
  }

  @Override
  public void continued(RequestSpec spec, NodeId node, Way way, int tokens) {
    events.publish(
        Kind.CONTINUATION,
        node.value(),
        "the answer goes on here after " + tokens + " tokens",
        Map.of(
            REQUEST,
            spec.id(),
            MODEL,
            spec.model().value(),
            "way",
            wire(way),
            "tokens",
            Integer.toString(tokens)));
  }

  @Override
  public void breaker(NodeId node, @Nullable ModelName model, Breaker.State state) {
    events.publish(
        Kind.BREAKER,
        node.value(),
        (model == null ? "the node's breaker is " : "the breaker of " + model + " is ")
            + wire(state),
        model == null
            ? Map.of("state", wire(state))
            : Map.of("state", wire(state), MODEL, model.value()));
  }

  @Override
  public void loaded(NodeId node, ModelName model, int status, String error) {
    events.publish(
        Kind.LOAD,
        node.value(),
        status == 200 ? model + " is loaded" : model + " could not be loaded or unloaded: " + error,
        Map.of(MODEL, model.value(), "status", Integer.toString(status)));
  }

  @Override
  public void deadly(RequestSpec spec, List<NodeId> nodes) {
    events.publish(
        Kind.DECISION,
        "",
        "the request crashed every runner that took it and is refused for 10 minutes",
        Map.of(REQUEST, spec.id(), MODEL, spec.model().value(), "nodes", nodes.toString()));
  }

  private static String wire(Enum<?> value) {
    return value.name().toLowerCase(Locale.ROOT);
  }
}
