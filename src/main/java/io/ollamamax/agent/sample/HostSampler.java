package io.ollamamax.agent.sample;

import io.ollamamax.agent.service.MemoryLimit;
import io.ollamamax.cluster.NodeId;
import io.ollamamax.loop.Time;
import io.ollamamax.telemetry.GpuSample;
import io.ollamamax.telemetry.HostSample;
import io.ollamamax.telemetry.ServiceSample;
import java.io.IOException;
import java.nio.file.FileStore;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import org.jspecify.annotations.Nullable;
import oshi.SystemInfo;
import oshi.hardware.CentralProcessor;
import oshi.hardware.GlobalMemory;
import oshi.software.os.OSProcess;
import oshi.software.os.OperatingSystem;

/** Takes samples of this host by OSHI. To be used by one thread. */
public final class HostSampler {
  private final SystemInfo system = new SystemInfo();
  private final OperatingSystem os = system.getOperatingSystem();
  private final CentralProcessor processor = system.getHardware().getProcessor();
  private final GlobalMemory memory = system.getHardware().getMemory();
  private final Path models;
  private final Time time;
  private final Map<NodeId, Used> used = new HashMap<>();
  private long @Nullable [] ticks;

  /** Processor time of a process and its descendants, at a moment. */
  private record Used(long pid, long millis, long at) {}

  /**
   * @param models the folder whose disk is measured
   */
  public HostSampler(Path models, Time time) {
    this.models = models;
    this.time = time;
  }

  /**
   * A sample of now.
   *
   * @param processes of each service that runs its pid and restarts; the rest is measured
   * @param gpus as last seen
   */
  public HostSample take(Map<NodeId, ServiceSample> processes, List<GpuSample> gpus) {
    Map<NodeId, ServiceSample> services = new HashMap<>();
    processes.forEach(
        (id, known) -> measured(id, known).ifPresent(sample -> services.put(id, sample)));
    used.keySet().retainAll(services.keySet());
    return new HostSample(
        time.now(),
        processor.getLogicalProcessorCount(),
        busy(),
        memory.getTotal(),
        memory.getAvailable(),
        memory.getVirtualMemory().getSwapTotal(),
        memory.getVirtualMemory().getSwapUsed(),
        disk(),
        gpus,
        services);
  }

  private OptionalDouble busy() {
    long[] before = ticks;
    ticks = processor.getSystemCpuLoadTicks();
    return before == null
        ? OptionalDouble.empty()
        : OptionalDouble.of(processor.getSystemCpuLoadBetweenTicks(before));
  }

  private Optional<HostSample.Disk> disk() {
    try {
      FileStore store = Files.getFileStore(models);
      return Optional.of(new HostSample.Disk(store.getUsableSpace(), store.getTotalSpace()));
    } catch (IOException e) {
      return Optional.empty(); // the folder is not there
    }
  }

  private Optional<ServiceSample> measured(NodeId id, ServiceSample known) {
    OSProcess process = os.getProcess((int) known.pid());
    if (process == null) {
      return Optional.empty();
    }
    List<OSProcess> tree = new ArrayList<>(descendants(known.pid()));
    tree.add(process);
    long millis = tree.stream().mapToLong(one -> one.getKernelTime() + one.getUserTime()).sum();
    Used now = new Used(known.pid(), millis, time.nanos());
    Used before = used.put(id, now);
    return Optional.of(
        new ServiceSample(
            known.pid(),
            tree.stream().mapToLong(OSProcess::getResidentSetSize).sum(),
            before == null || before.pid() != now.pid()
                ? OptionalDouble.empty()
                : OptionalDouble.of(
                    Math.max(0, now.millis() - before.millis()) * 1e6 / (now.at() - before.at())),
            tree.stream().mapToInt(OSProcess::getThreadCount).sum(),
            known.restarts(),
            process.getState() == OSProcess.State.STOPPED,
            MemoryLimit.share(known.pid())));
  }

  private List<OSProcess> descendants(long pid) {
    List<Integer> pids =
        ProcessHandle.of(pid).stream()
            .flatMap(ProcessHandle::descendants)
            .map(child -> (int) child.pid())
            .toList();
    return pids.isEmpty() ? List.of() : os.getProcesses(pids);
  }
}
