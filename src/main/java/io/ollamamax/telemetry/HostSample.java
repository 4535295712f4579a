package io.ollamamax.telemetry;

import io.ollamamax.cluster.NodeId;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;

/**
 * A host at a moment. What could not be measured is absent, never zero.
 *
 * @param at when it was taken, by the host's own clock
 * @param processors logical ones
 * @param cpu share of all processors that was busy since the sample before, 0 to 1; absent in an
 *     agent's first sample. Source: OSHI, on Linux {@code /proc/stat}
 * @param memoryTotal physical memory in bytes. Source: OSHI, on Linux {@code MemTotal}
 * @param memoryAvailable what programs can still get without swapping, in bytes. Source: OSHI, on
 *     Linux {@code MemAvailable}
 * @param swapTotal in bytes; 0 where there is none
 * @param swapUsed in bytes
 * @param disk the file system that holds the models; absent where its folder does not exist
 * @param gpus each accelerator; empty where there is none or its tool gave no answer. Source:
 *     {@code nvidia-smi}, {@code rocm-smi}
 * @param services the processes that serve, by node
 */
public record HostSample(
    Instant at,
    int processors,
    OptionalDouble cpu,
    long memoryTotal,
    long memoryAvailable,
    long swapTotal,
    long swapUsed,
    Optional<Disk> disk,
    List<GpuSample> gpus,
    Map<NodeId, ServiceSample> services) {
  public HostSample {
    gpus = List.copyOf(gpus);
    services = Map.copyOf(services);
  }

  /**
   * A file system.
   *
   * @param free bytes that an ordinary user may still write
   * @param total its size in bytes
   */
  public record Disk(long free, long total) {}
}
