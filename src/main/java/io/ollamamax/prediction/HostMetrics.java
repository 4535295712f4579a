package io.ollamamax.prediction;

import io.ollamamax.cluster.NodeId;
import io.ollamamax.telemetry.GpuSample;
import io.ollamamax.telemetry.HostSample;
import io.ollamamax.telemetry.ServiceSample;
import java.util.List;
import java.util.OptionalDouble;
import java.util.OptionalLong;
import java.util.function.Function;

/** What an agent's sample of a host says of a node there. */
public final class HostMetrics {
  private HostMetrics() {}

  /**
   * Adds it; what was not measured stays absent. Memory is that of the host or of the node's
   * cgroup, whichever is nearer to its end.
   */
  public static void add(HostSample host, NodeId node, NodeSample.Builder sample) {
    host.cpu().ifPresent(cpu -> sample.set(Metric.CPU, cpu));
    if (host.memoryTotal() > 0) {
      ServiceSample service = host.services().get(node);
      double own = service == null ? 0 : service.memoryShare().orElse(0);
      double all = 1 - (double) host.memoryAvailable() / host.memoryTotal();
      sample.set(Metric.HOST_MEMORY, Math.max(own, all));
    }
    host.disk()
        .filter(disk -> disk.total() > 0)
        .ifPresent(disk -> sample.set(Metric.DISK, 1 - (double) disk.free() / disk.total()));
    List<GpuSample> gpus = host.gpus();
    gpus.stream()
        .map(GpuSample::celsius)
        .flatMapToDouble(OptionalDouble::stream)
        .max()
        .ifPresent(hottest -> sample.set(Metric.GPU_TEMPERATURE, hottest));
    gpus.stream()
        .map(GpuSample::busy)
        .flatMapToDouble(OptionalDouble::stream)
        .average()
        .ifPresent(busy -> sample.set(Metric.GPU_UTILISATION, busy));
    long total = sum(gpus, GpuSample::memoryTotal);
    if (total > 0) {
      sample.set(Metric.GPU_MEMORY, (double) sum(gpus, GpuSample::memoryUsed) / total);
    }
  }

  private static long sum(List<GpuSample> gpus, Function<GpuSample, OptionalLong> figure) {
    return gpus.stream().map(figure).flatMapToLong(OptionalLong::stream).sum();
  }
}
