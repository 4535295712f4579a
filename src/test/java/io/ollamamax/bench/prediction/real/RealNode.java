package io.ollamamax.bench.prediction.real;

import io.ollamamax.agent.sample.HostSampler;
import io.ollamamax.cluster.NodeId;
import io.ollamamax.loop.Time;
import io.ollamamax.prediction.HostMetrics;
import io.ollamamax.prediction.Metric;
import io.ollamamax.prediction.NodeSample;
import io.ollamamax.prediction.RequestEvidence;
import io.ollamamax.telemetry.HostSample;
import io.ollamamax.telemetry.ServiceSample;
import java.io.BufferedReader;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;

/** A process in a cgroup of its own with a small disk, measured as an agent measures. */
final class RealNode implements AutoCloseable {
  private static final long MEMORY = 256L << 20;
  private static final long DISK = 64L << 20;
  private static final double USUAL_CPU = 0.25;
  private static final int WORK_MICROS = 5000;
  private static final int LITTLE_WORK_MICROS = 500;
  private static final int TOKENS_OF_REQUEST = 8;
  private static final double SLOWEST_SECONDS = 1;
  private static final long NANOS = 1_000_000_000L;

  final RealCase what;
  final NodeId id;
  private final Cgroup group;
  private final Path folder;
  private final double lasts;
  private final Process process;
  private final HostSampler sampler;
  private final RequestEvidence evidence = new RequestEvidence();
  private volatile double newestGap;

  /**
   * Starts it.
   *
   * @param lasts seconds from the begin of what happens to it to about its failure
   * @param classes where {@link NodeProcess} is
   * @throws IOException where this machine does not allow it
   */
  RealNode(RealCase what, double lasts, Path classes, Time time) throws IOException {
    this.what = what;
    this.lasts = lasts;
    this.id = new NodeId(what.title().replace(' ', '-'));
    this.group = Cgroup.make("prediction-" + ProcessHandle.current().pid() + "-" + id);
    this.folder = Files.createTempDirectory("prediction");
    run("mount", "-t", "tmpfs", "-o", "size=" + DISK, "tmpfs", folder.toString());
    group.limitMemory(MEMORY);
    this.process =
        new ProcessBuilder("sh", "-c", group.enter() + " && exec " + command(classes))
            .redirectError(ProcessBuilder.Redirect.DISCARD)
            .start();
    this.sampler = new HostSampler(folder, time);
    Thread.ofVirtual().start(this::read);
  }

  private String command(Path classes) {
    boolean throttled = what == RealCase.CPU_THROTTLING;
    double leak = what == RealCase.MEMORY_LEAK ? MEMORY / lasts : 0;
    double fill = what == RealCase.FILLING_DISK ? DISK / lasts : 0;
    return ("%s/bin/java -Xmx32m -XX:MaxDirectMemorySize=1g -XX:+UseSerialGC"
            + " -XX:TieredStopAtLevel=1 -cp %s %s %d %d %d %s")
        .formatted(
            System.getProperty("java.home"),
            classes,
            NodeProcess.class.getName(),
            throttled ? WORK_MICROS : LITTLE_WORK_MICROS,
            (long) leak,
            (long) fill,
            folder);
  }

  /** It begins to happen. */
  void strike() throws IOException {
    process.outputWriter().write("\n");
    process.outputWriter().flush();
  }

  /** It goes on; seconds since it began. */
  void worsen(double seconds) throws IOException {
    if (what == RealCase.CPU_THROTTLING) {
      double slower = 1 + seconds / lasts * (SLOWEST_SECONDS / 0.025 - 1);
      group.limitCpu(USUAL_CPU / slower);
    }
  }

  boolean failed() {
    return !process.isAlive() || newestGap >= SLOWEST_SECONDS;
  }

  NodeSample sample() {
    HostSample host =
        sampler.take(Map.of(id, ServiceSample.unmeasured(process.pid(), 0)), List.of());
    NodeSample.Builder sample = NodeSample.at(host.at());
    HostMetrics.add(host, id, sample);
    evidence.take(id, sample);
    return sample.set(Metric.ANSWERS, process.isAlive() ? 1 : 0).build();
  }

  private void read() {
    try (BufferedReader lines = process.inputReader()) {
      long begun = System.nanoTime();
      long first = 0;
      int tokens = 0;
      while (lines.readLine() != null) {
        long now = System.nanoTime();
        tokens++;
        if (tokens == 1) {
          first = now;
        }
        if (tokens == TOKENS_OF_REQUEST) {
          long gap = (now - first) / (tokens - 1);
          newestGap = (double) gap / NANOS;
          evidence.tried(id, false, first - begun, gap, false);
          tokens = 0;
          begun = now;
        }
      }
    } catch (IOException e) {
      newestGap = Double.POSITIVE_INFINITY; // it is gone
    }
  }

  private static void run(String... command) throws IOException {
    Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
    String output = String.join(" ", process.inputReader().readAllLines());
    if (process.onExit().join().exitValue() != 0) {
      throw new IOException(String.join(" ", command) + ": " + output);
    }
  }

  @Override
  public void close() throws IOException {
    process.destroyForcibly().onExit().join();
    run("umount", folder.toString());
    Files.delete(folder);
    group.close();
  }
}
