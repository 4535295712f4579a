package io.ollamamax.bench.prediction.real;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * A cgroup of a node's own, under that of this process.
 *
 * @param memory where its memory is limited
 * @param cpu where its processor time is; the same in version 2
 */
record Cgroup(int version, Path memory, Path cpu) implements AutoCloseable {
  private static final Path ROOT = Path.of("/sys/fs/cgroup");
  private static final long PERIOD_MICROS = 500_000;

  /**
   * Makes one.
   *
   * @throws IOException where this machine does not allow it; its message says why
   */
  static Cgroup make(String name) throws IOException {
    Cgroup group =
        Files.exists(ROOT.resolve("memory"))
            ? new Cgroup(1, own("memory").resolve(name), own("cpu").resolve(name))
            : new Cgroup(2, own("").resolve(name), own("").resolve(name));
    Files.createDirectory(group.memory);
    if (group.version == 1) {
      Files.createDirectory(group.cpu);
    }
    if (!Files.exists(group.memoryFile()) || !Files.exists(group.cpuFile())) {
      group.close();
      throw new IOException("the controllers of memory and cpu are not handed on in " + ROOT);
    }
    return group;
  }

  private static Path own(String controller) throws IOException {
    for (String line : Files.readAllLines(Path.of("/proc/self/cgroup"))) {
      String[] parts = line.split(":", 3);
      if (parts[1].equals(controller)) {
        return ROOT.resolve(controller).resolve(parts[2].substring(1));
      }
    }
    throw new IOException("this process is in no cgroup of '" + controller + "'");
  }

  private Path memoryFile() {
    return memory.resolve(version == 1 ? "memory.limit_in_bytes" : "memory.max");
  }

  private Path cpuFile() {
    return cpu.resolve(version == 1 ? "cpu.cfs_quota_us" : "cpu.max");
  }

  void limitMemory(long bytes) throws IOException {
    Files.writeString(memoryFile(), Long.toString(bytes));
  }

  /** So many processors at most. */
  void limitCpu(double processors) throws IOException {
    long quota = Math.max(1000, Math.round(processors * PERIOD_MICROS));
    if (version == 1) {
      Files.writeString(cpu.resolve("cpu.cfs_period_us"), Long.toString(PERIOD_MICROS));
      Files.writeString(cpuFile(), Long.toString(quota));
    } else {
      Files.writeString(cpuFile(), quota + " " + PERIOD_MICROS);
    }
  }

  /** A shell's words that put it there. */
  String enter() {
    return "echo $$ > %s/cgroup.procs && echo $$ > %s/cgroup.procs".formatted(memory, cpu);
  }

  @Override
  public void close() throws IOException {
    Files.deleteIfExists(memory);
    Files.deleteIfExists(cpu);
  }
}
