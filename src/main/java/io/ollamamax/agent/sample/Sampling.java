package io.ollamamax.agent.sample;

import io.ollamamax.cluster.NodeId;
import io.ollamamax.loop.Time;
import io.ollamamax.telemetry.GpuSample;
import io.ollamamax.telemetry.HostSample;
import io.ollamamax.telemetry.ServiceSample;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.function.Supplier;

/** Measures the host again and again, on threads of its own. */
public final class Sampling implements AutoCloseable {
  private final Duration interval;
  private final Path models;
  private final Time time;
  private final List<GpuTool> tools;
  private final List<Thread> threads = new ArrayList<>();
  private volatile List<GpuSample> gpus = List.of();

  /**
   * Begins to measure.
   *
   * @param models the folder whose disk is measured
   * @param path where the tools of accelerators are looked for, as in {@code PATH}
   * @param processes gives each service's process as it is now
   * @param taken takes each sample, on the measuring thread
   */
  public Sampling(
      Duration interval,
      Path models,
      String path,
      Time time,
      Supplier<Map<NodeId, ServiceSample>> processes,
      Consumer<HostSample> taken) {
    this.interval = interval;
    this.models = models;
    this.time = time;
    this.tools = GpuTool.found(path);
    threads.add(
        Thread.ofPlatform().name("sampling").daemon().start(() -> measure(processes, taken)));
    if (!tools.isEmpty()) {
      threads.add(Thread.ofVirtual().name("accelerators").start(this::ask));
    }
  }

  private void measure(Supplier<Map<NodeId, ServiceSample>> processes, Consumer<HostSample> taken) {
    try {
      TimeUnit.NANOSECONDS.sleep(interval.toNanos()); // services start first
      HostSampler sampler = new HostSampler(models, time);
      long next = time.nanos();
      while (true) {
        taken.accept(sampler.take(processes.get(), gpus));
        next = Math.max(next + interval.toNanos(), time.nanos());
        TimeUnit.NANOSECONDS.sleep(next - time.nanos());
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private void ask() {
    try {
      while (true) {
        List<GpuSample> seen = new ArrayList<>();
        for (GpuTool tool : tools) {
          seen.addAll(tool.ask());
        }
        gpus = List.copyOf(seen);
        TimeUnit.NANOSECONDS.sleep(interval.toNanos());
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  @Override
  public void close() {
    threads.forEach(Thread::interrupt);
  }
}
