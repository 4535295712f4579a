package io.ollamamax.metrics;

import io.prometheus.metrics.core.metrics.Counter;
import io.prometheus.metrics.core.metrics.GaugeWithCallback;
import io.prometheus.metrics.model.registry.PrometheusRegistry;
import java.time.Duration;
import java.util.Map;
import java.util.OptionalDouble;
import java.util.TreeMap;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.Supplier;

/** The figures of healing and prediction. Counters begin at 0; what is not known is absent. */
public final class FaultToleranceMetrics {
  private final Counter attempts;
  private final LongAdder ended = new LongAdder();
  private final LongAdder succeeded = new LongAdder();
  private final Latency recovery;
  private final Latency healing;
  private final Latency prediction;

  /**
   * @param strategies names of all strategies, each of which is counted from 0
   * @param accuracy share of resolved predictions that came true, while any is resolved
   */
  public FaultToleranceMetrics(
      PrometheusRegistry registry, Iterable<String> strategies, Supplier<OptionalDouble> accuracy) {
    this.attempts =
        Counter.builder()
            .name("fault_tolerance_healing_attempts")
            .help(
                "Healing attempts that ended, by strategy and outcome; success: severity fell and"
                    + " stayed down, as measured afterwards")
            .labelNames("strategy", "outcome")
            .register(registry);
    strategies.forEach(
        strategy -> {
          attempts.initLabelValues(strategy, "success");
          attempts.initLabelValues(strategy, "failure");
        });
    gauge(
        registry,
        "fault_tolerance_healing_success_rate",
        "Share of ended healing attempts that succeeded, 0 to 1, since the start",
        this::successRate);
    gauge(
        registry,
        "fault_tolerance_prediction_accuracy",
        "Share of resolved predictions that came true, 0 to 1",
        accuracy);
    this.recovery =
        new Latency(
            registry,
            "fault_tolerance_recovery_time",
            "From a fault's first sight to its verified end by healing");
    this.healing =
        new Latency(
            registry,
            "fault_tolerance_healing_latency",
            "From a fault's first sight to the first act against it");
    this.prediction =
        new Latency(
            registry,
            "fault_tolerance_prediction_latency",
            "Time that one round of prediction over all nodes takes");
  }

  private static void gauge(
      PrometheusRegistry registry, String name, String help, Supplier<OptionalDouble> value) {
    GaugeWithCallback.builder()
        .name(name)
        .help(help)
        .callback(out -> value.get().ifPresent(out::call))
        .register(registry);
  }

  private OptionalDouble successRate() {
    long all = ended.sum();
    return all == 0 ? OptionalDouble.empty() : OptionalDouble.of((double) succeeded.sum() / all);
  }

  /** The first act against a fault. */
  public void acted(Duration sinceFault) {
    healing.observe(sinceFault);
  }

  /** An attempt ended; {@code sinceFault} counts where it succeeded. */
  public void healed(String strategy, boolean success, Duration sinceFault) {
    attempts.labelValues(strategy, success ? "success" : "failure").inc();
    ended.increment();
    if (success) {
      succeeded.increment();
      recovery.observe(sinceFault);
    }
  }

  /** A round of prediction ended. */
  public void predicted(Duration took) {
    prediction.observe(took);
  }

  /** The times as figures in seconds, by metric and figure. */
  public Map<String, Map<String, Double>> latencies() {
    Map<String, Map<String, Double>> all = new TreeMap<>();
    all.put("recovery_time_seconds", recovery.figures());
    all.put("healing_latency_seconds", healing.figures());
    all.put("prediction_latency_seconds", prediction.figures());
    return all;
  }
}
