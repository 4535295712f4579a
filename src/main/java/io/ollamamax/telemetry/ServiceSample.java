package io.ollamamax.telemetry;

import java.util.OptionalDouble;

/**
 * A serving process at a moment, with the processes that it started.
 *
 * @param pid of the process
 * @param rss resident memory of it and its descendants in bytes; pages that they share count for
 *     each. Source: OSHI, on Linux {@code /proc/PID/statm}
 * @param cpu processors that they kept busy since the sample before, such as 1.5; absent in the
 *     process's first sample
 * @param threads of it and its descendants
 * @param restarts how often the process has ended by itself and was started anew since the agent's
 *     start
 * @param stopped whether the process is stopped, as by SIGSTOP
 * @param memoryShare how much of the memory that its cgroup may use is used, 0 to 1; absent without
 *     a limit. Source: Linux {@code memory.current} and {@code memory.max}, or those of version 1
 */
public record ServiceSample(
    long pid,
    long rss,
    OptionalDouble cpu,
    int threads,
    int restarts,
    boolean stopped,
    OptionalDouble memoryShare) {
  /** A process that is known and was not measured yet. */
  public static ServiceSample unmeasured(long pid, int restarts) {
    return new ServiceSample(
        pid, 0, OptionalDouble.empty(), 0, restarts, false, OptionalDouble.empty());
  }
}
