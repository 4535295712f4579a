package io.ollamamax.metrics;

import io.ollamamax.cluster.ModelName;
import io.ollamamax.cluster.NodeId;
import io.ollamamax.request.Breaker;
import io.ollamamax.request.Failure;
import io.ollamamax.request.FlowObserver;
import io.ollamamax.request.RequestSpec;
import io.ollamamax.request.Service;
import java.lang.System.Logger.Level;
import java.util.List;
import java.util.Locale;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;

/**
 * One line for each request, one for each failed attempt and each continued stream; never a prompt.
 */
public final class RequestLog implements FlowObserver {
  private static final System.Logger LOG = System.getLogger("access");

  private final BooleanSupplier access;

  /**
   * @param access whether requests are logged
   */
  public RequestLog(BooleanSupplier access) {
    this.access = access;
  }

  @Override
  public void tried(RequestSpec spec, Service service, String detail, int delivered) {
    Failure failure = service.failure();
    if (failure == null) {
      return;
    }
    LOG.log(
        Level.WARNING,
        "request {0}: node {1}: {2}{3}, after {4} tokens",
        spec.id(),
        service.node(),
        failure.text(),
        detail.isEmpty() ? "" : " (" + detail + ")",
        Integer.toString(delivered));
  }

  @Override
  public void continued(RequestSpec spec, NodeId node, Way way, int tokens) {
    LOG.log(
        Level.INFO,
        "request {0}: goes on at node {1} by {2} after {3} tokens",
        spec.id(),
        node,
        way,
        Integer.toString(tokens));
  }

  @Override
  public void breaker(NodeId node, @Nullable ModelName model, Breaker.State state) {
    LOG.log(
        Level.WARNING,
        "node {0}: the breaker{1} is {2}",
        node,
        model == null ? "" : " of " + model,
        state.name().toLowerCase(Locale.ROOT));
  }

  @Override
  public void loaded(NodeId node, ModelName model, int status, String error) {
    if (status == 200) {
      LOG.log(Level.INFO, "node {0}: {1} is loaded", node, model);
    } else {
      LOG.log(
          Level.WARNING, "node {0}: {1} could not be loaded or unloaded: {2}", node, model, error);
    }
  }

  @Override
  public void deadly(RequestSpec spec, List<NodeId> nodes) {
    LOG.log(
        Level.ERROR,
        "request {0} crashed the runner of {1} on {2}; the same request is refused for 10 minutes",
        spec.id(),
        spec.model(),
        nodes);
  }

  @Override
  public void finished(RequestSpec spec, Outcome outcome) {
    if (access.getAsBoolean()) {
      LOG.log(
          Level.INFO,
          "request {0} {1} {2} status={3} complete={4} nodes={5} tokens={6} first_token_ms={7}"
              + " total_ms={8}{9}",
          spec.id(),
          spec.operation().path(),
          spec.model(),
          Integer.toString(outcome.status()),
          outcome.complete(),
          outcome.nodes(),
          Integer.toString(outcome.tokens()),
          Long.toString(outcome.firstTokenNanos() < 0 ? -1 : outcome.firstTokenNanos() / 1_000_000),
          Long.toString(outcome.nanos() / 1_000_000),
          outcome.error().isEmpty() ? "" : " error=" + outcome.error());
    }
  }
}
