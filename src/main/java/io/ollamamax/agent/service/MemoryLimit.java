package io.ollamamax.agent.service;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;

/** The limit of memory of a process's cgroup, and what comes of it (Linux, v1 or v2). */
public final class MemoryLimit {
  private static final Path CGROUPS = Path.of("/sys/fs/cgroup");
  private static final int MOST_DIGITS = 16; // without a limit version 1 tells a greater number

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

  /** A process's cgroup of memory; in version 1 the names of its files differ. */
  private record Group(Path folder, boolean first) {
    private static Optional<Group> of(long pid) {
      try {
        for (String line : Files.readAllLines(Path.of("/proc/" + pid + "/cgroup"))) {
          String[] parts = line.split(":", 3);
          boolean first = parts[1].equals("memory");
          if (first || parts[1].isEmpty()) {
            Path root = first ? CGROUPS.resolve("memory") : CGROUPS;
            Group group = new Group(root.resolve(parts[2].substring(1)), first);
            if (Files.isReadable(group.file("memory.oom_control", "memory.events"))) {
              return Optional.of(group);
            }
          }
        }
      } catch (IOException e) {
        return Optional.empty(); // it has ended, or this is no Linux
      }
      return Optional.empty();
    }

    Path file(String inVersion1, String inVersion2) {
      return folder.resolve(first ? inVersion1 : inVersion2);
    }
  }

  /** The count of the process's cgroup; nothing where there is none. */
  static Optional<Kills> of(long pid) {
    return Group.of(pid)
        .map(group -> group.file("memory.oom_control", "memory.events"))
        .flatMap(file -> read(file).map(count -> new Kills(file, count)));
  }

  /**
   * How much of the memory that the process's cgroup may use is used, 0 to 1, without what the
   * kernel can drop at once; nothing where there is no limit.
   */
  public static OptionalDouble share(long pid) {
    Group group = Group.of(pid).orElse(null);
    if (group == null) {
      return OptionalDouble.empty();
    }
    try {
      Path limits = group.file("memory.limit_in_bytes", "memory.max");
      String limit = Files.readString(limits).strip();
      if (limit.equals("max") || limit.length() > MOST_DIGITS) {
        return OptionalDouble.empty();
      }
      Path usage = group.file("memory.usage_in_bytes", "memory.current");
      long used = Long.parseLong(Files.readString(usage).strip());
      String key = group.first() ? "total_inactive_file " : "inactive_file ";
      long cache =
          Files.readAllLines(group.folder().resolve("memory.stat")).stream()
              .filter(line -> line.startsWith(key))
              .mapToLong(line -> Long.parseLong(line.substring(key.length()).strip()))
              .findFirst()
              .orElse(0);
      double share = Math.max(0, used - cache) / Double.parseDouble(limit);
      return OptionalDouble.of(Math.min(1, share));
    } catch (IOException | NumberFormatException e) {
      return OptionalDouble.empty(); // it has ended
    }
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
