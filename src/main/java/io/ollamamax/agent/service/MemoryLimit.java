package io.ollamamax.agent.service;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/** How often the kernel has killed for want of memory in a process's cgroup (Linux, v1 or v2). */
final class MemoryLimit {
  private static final Path CGROUPS = Path.of("/sys/fs/cgroup");

  /**
   * The count at a moment.
   *
   * @param file that tells it
   */
  record Kills(Path file, long count) {
    /** Whether there were more since. */
    boolean moreNow() {
      return read(file).filter(now -> now > count).isPresent();
    }
  }

  private MemoryLimit() {}

  /** The count of the process's cgroup; nothing where there is none. */
  static Optional<Kills> of(long pid) {
    try {
      for (String line : Files.readAllLines(Path.of("/proc/" + pid + "/cgroup"))) {
        String[] parts = line.split(":", 3);
        Optional<Path> file =
            switch (parts[1]) {
              case "" ->
                  Optional.of(CGROUPS.resolve(parts[2].substring(1)).resolve("memory.events"));
              case "memory" ->
                  Optional.of(
                      CGROUPS
                          .resolve("memory")
                          .resolve(parts[2].substring(1))
                          .resolve("memory.oom_control"));
              default -> Optional.empty();
            };
        Optional<Kills> kills =
            file.filter(Files::isReadable)
                .flatMap(path -> read(path).map(count -> new Kills(path, count)));
        if (kills.isPresent()) {
          return kills;
        }
      }
    } catch (IOException e) {
      return Optional.empty(); // it has ended, or this is no Linux
    }
    return Optional.empty();
  }

  private static Optional<Long> read(Path file) {
    try {
      List<String> lines = Files.readAllLines(file);
      return lines.stream()
          .filter(line -> line.startsWith("oom_kill "))
          .map(line -> Long.parseLong(line.substring("oom_kill ".length()).strip()))
          .findFirst();
    } catch (IOException | NumberFormatException e) {
      return Optional.empty();
    }
  }
}
