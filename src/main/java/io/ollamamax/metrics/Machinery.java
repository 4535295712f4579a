package io.ollamamax.metrics;

import io.prometheus.metrics.core.metrics.GaugeWithCallback;
import io.prometheus.metrics.model.registry.PrometheusRegistry;
import java.util.function.LongSupplier;

/**
 * What fault tolerance itself costs. Processor: the time of the control and the scoring thread, as
 * the JVM measures it, as a share of one core since the figure before; probes and transfers run on
 * virtual threads and are not in it. Memory: what the parts estimate that their windows, models and
 * rings take.
 */
public final class Machinery {
  private static final long LEAST_NANOS = 5_000_000_000L;

  private final LongSupplier nanoTime;
  private final LongSupplier cpu;
  private final LongSupplier memory;
  private long since;
  private long before;
  private double percent = Double.NaN;

  /**
   * @param nanoTime monotonic nanoseconds
   * @param cpu processor time so far, in nanoseconds
   * @param memory in bytes
   */
  public Machinery(
      PrometheusRegistry registry, LongSupplier nanoTime, LongSupplier cpu, LongSupplier memory) {
    this.nanoTime = nanoTime;
    this.cpu = cpu;
    this.memory = memory;
    this.since = nanoTime.getAsLong();
    this.before = cpu.getAsLong();
    GaugeWithCallback.builder()
        .name("fault_tolerance_cpu_usage_percent")
        .help("Processor time of the control and scoring threads, in percent of one core")
        .callback(
            out -> {
              double value = cpuPercent();
              if (!Double.isNaN(value)) {
                out.call(value);
              }
            })
        .register(registry);
    GaugeWithCallback.builder()
        .name("fault_tolerance_memory_usage_bytes")
        .help("Memory that windows, models and rings of the machinery take, estimated")
        .callback(out -> out.call((double) memory.getAsLong()))
        .register(registry);
  }

  /** In percent of one core, over at least five seconds; NaN where it is not known yet. */
  public synchronized double cpuPercent() {
    long now = nanoTime.getAsLong();
    if (now - since >= LEAST_NANOS) {
      long total = cpu.getAsLong();
      percent = 100.0 * (total - before) / (now - since);
      before = total;
      since = now;
    }
    return percent;
  }

  /** In bytes. */
  public long memoryBytes() {
    return memory.getAsLong();
  }
}
