package io.ollamamax.metrics;

import io.ollamamax.events.Event.Kind;
import io.ollamamax.events.Events;
import io.ollamamax.redundancy.ModelState;
import io.ollamamax.redundancy.RedundancyObserver;
import io.ollamamax.redundancy.RedundancyView;
import io.ollamamax.redundancy.Replicas;
import io.ollamamax.redundancy.Step;
import io.prometheus.metrics.core.metrics.GaugeWithCallback;
import io.prometheus.metrics.model.registry.PrometheusRegistry;
import java.lang.System.Logger.Level;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Supplier;

/** Log lines, events and figures of what is done to copies. Used on the control thread. */
public final class RedundancyLog implements RedundancyObserver {
  private static final System.Logger LOG = System.getLogger("redundancy");
  private static final int MOST_MODELS = 200;

  private final Events events;

  public RedundancyLog(Events events) {
    this.events = events;
  }

  /** Shows how many copies there are. */
  public static void register(PrometheusRegistry registry, Supplier<RedundancyView> view) {
    GaugeWithCallback.builder()
        .name("ollamamax_replicas")
        .help("Copies of models: wanted, actual (that serve and are not endangered), in progress")
        .labelNames("model", "state")
        .callback(
            out ->
                view.get().models().stream()
                    .limit(MOST_MODELS)
                    .forEach(model -> figures(model, out)))
        .register(registry);
  }

  private static void figures(ModelState model, GaugeWithCallback.Callback out) {
    String name = model.model().value();
    out.call(model.wanted(), name, "wanted");
    out.call(model.actual(), name, "actual");
    out.call(model.making().size(), name, "in_progress");
  }

  @Override
  public void began(Step step) {
    LOG.log(Level.INFO, "{0} begins: {1}", what(step), step.reason());
    publish(step, what(step) + " begins: " + step.reason(), "began");
  }

  @Override
  public void done(Step step, Replicas.Result result) {
    LOG.log(Level.INFO, "{0} is done: {1}", what(step), result.text());
    publish(step, what(step) + " is done: " + result.text(), "done");
  }

  @Override
  public void failed(Step step, String reason, long seconds) {
    LOG.log(
        Level.WARNING,
        "{0} failed: {1}; not tried again there within {2} s",
        what(step),
        reason,
        Long.toString(seconds));
    publish(step, what(step) + " failed: " + reason, "failed");
  }

  private static String what(Step step) {
    return switch (step) {
      case Step.Make make -> "copy of " + make.copy();
      case Step.Remove remove -> "removal of " + remove.copy();
    };
  }

  private void publish(Step step, String text, String state) {
    Map<String, String> details = new TreeMap<>();
    details.put("state", state);
    details.put("model", step.model().value());
    details.put("step", step instanceof Step.Make ? "make" : "remove");
    events.publish(Kind.REPLICA, step.node().value(), text, details);
  }
}
