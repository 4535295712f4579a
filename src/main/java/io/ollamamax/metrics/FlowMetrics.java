package io.ollamamax.metrics;

import io.ollamamax.cluster.ModelName;
import io.ollamamax.cluster.NodeId;
import io.ollamamax.request.Breaker;
import io.ollamamax.request.Failure;
import io.ollamamax.request.FlowObserver;
import io.ollamamax.request.Operation;
import io.ollamamax.request.RequestSpec;
import io.ollamamax.request.Service;
import io.prometheus.metrics.core.metrics.Counter;
import io.prometheus.metrics.core.metrics.Histogram;
import io.prometheus.metrics.model.registry.PrometheusRegistry;
import io.prometheus.metrics.model.snapshots.Unit;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** Counts requests, tries and what was done about failed ones: rate, errors and duration. */
public final class FlowMetrics implements FlowObserver {
  private static final int MOST_NODES = 1_000;
  private static final int MOST_MODELS = 200;
  private static final String NODE = "node";
  private static final String MODEL = "model";
  private static final String OPERATION = "operation";
  private static final String RESULT = "result";

  private final Bounded nodes = new Bounded(MOST_NODES);
  private final Bounded models = new Bounded(MOST_MODELS);
  private final Counter requests;
  private final Counter tokens;
  private final Counter tries;
  private final Counter continuations;
  private final Counter breakers;
  private final Counter loads;
  private final Histogram duration;
  private final Histogram firstToken;

  public FlowMetrics(PrometheusRegistry registry) {
    this.requests =
        counter(
            registry,
            "ollamamax_requests",
            "Requests that ended, by what the client was sent; status 499: the client left;"
                + " complete: whether it has its whole answer",
            OPERATION,
            "status",
            "complete");
    this.tokens =
        counter(registry, "ollamamax_tokens", "Pieces of answers delivered to clients", MODEL);
    this.tries =
        counter(
            registry,
            "ollamamax_tries",
            "Tries of requests at nodes: answered, or how the try failed",
            NODE,
            RESULT);
    this.continuations =
        counter(
            registry,
            "ollamamax_continuations",
            "Broken answers that went on at another node, by the way",
            "way");
    this.breakers =
        counter(
            registry,
            "ollamamax_breaker_changes",
            "Changes of circuit breakers, those of nodes and of their models",
            NODE,
            "state");
    this.loads =
        counter(
            registry, "ollamamax_model_loads", "Loads that the gateway asked for", NODE, RESULT);
    this.duration =
        histogram(
            registry,
            "ollamamax_request_duration",
            "From admission to the end of the answer",
            new double[] {.005, .01, .025, .05, .1, .25, .5, 1, 2.5, 5, 10, 30, 60, 120, 300});
    this.firstToken =
        histogram(
            registry,
            "ollamamax_request_first_token",
            "From admission to the first piece of the answer",
            new double[] {.005, .01, .025, .05, .1, .25, .5, 1, 2.5, 5, 10, 30, 60, 120});
    for (Operation operation : Operation.values()) {
      duration.initLabelValues(operation.path());
      requests.initLabelValues(operation.path(), "200", "true");
    }
    for (Way way : Way.values()) {
      continuations.initLabelValues(wire(way));
    }
  }

  private static Counter counter(
      PrometheusRegistry registry, String name, String help, String... labels) {
    return Counter.builder().name(name).help(help).labelNames(labels).register(registry);
  }

  private static Histogram histogram(
      PrometheusRegistry registry, String name, String help, double[] bounds) {
    return Histogram.builder()
        .name(name)
        .unit(Unit.SECONDS)
        .help(help)
        .labelNames(OPERATION)
        .classicOnly()
        .classicUpperBounds(bounds)
        .register(registry);
  }

  @Override
  public void tried(RequestSpec spec, Service service, String detail, int delivered) {
    Failure failure = service.failure();
    tries
        .labelValues(nodes.of(service.node().value()), failure == null ? "answered" : wire(failure))
        .inc();
  }

  @Override
  public void continued(RequestSpec spec, NodeId node, Way way, int delivered) {
    continuations.labelValues(wire(way)).inc();
  }

  @Override
  public void breaker(NodeId node, @Nullable ModelName model, Breaker.State state) {
    breakers.labelValues(nodes.of(node.value()), wire(state)).inc();
  }

  @Override
  public void loaded(NodeId node, ModelName model, int status, String error) {
    loads.labelValues(nodes.of(node.value()), status == 200 ? "loaded" : "failed").inc();
  }

  @Override
  public void finished(RequestSpec spec, Outcome outcome) {
    String operation = spec.operation().path();
    requests
        .labelValues(
            operation, Integer.toString(outcome.status()), Boolean.toString(outcome.complete()))
        .inc();
    tokens.labelValues(models.of(spec.model().value())).inc(outcome.tokens());
    duration.labelValues(operation).observe(Unit.nanosToSeconds(outcome.nanos()));
    if (outcome.firstTokenNanos() >= 0) {
      firstToken.labelValues(operation).observe(Unit.nanosToSeconds(outcome.firstTokenNanos()));
    }
  }

  private static String wire(Enum<?> value) {
    return value.name().toLowerCase(Locale.ROOT);
  }
}
