package io.ollamamax.agent.service;

import io.ollamamax.cluster.NodeId;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.lang.System.Logger.Level;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * A command that the agent runs as its child. Its output goes to a file, so that it outlives an
 * agent that is killed; the next agent finds it by pid and time of start and takes it over.
 */
public final class ChildService implements Service {
  private static final System.Logger LOG = System.getLogger(ChildService.class.getName());
  private static final long LOOK_MILLIS = 250;

  /** A young process is looked at more often: it may die before it is seen where it lives. */
  private static final long YOUNG_LOOK_MILLIS = 25;

  private static final int YOUNG_LOOKS = 80;
  private static final long MOST_LOG = 32L << 20;
  private static final int SIGNALLED = 128;
  private static final Duration RELEASE = Duration.ofSeconds(10);

  private final NodeId id;
  private final List<String> command;
  private final Map<String, String> environment;
  private final Address address;
  private final Path log;
  private final ProcessMemory memory;
  private volatile @Nullable ProcessHandle running;
  private boolean released;

  /**
   * @param command in which {@code {host}} and {@code {port}} stand for where it shall listen
   * @param environment beside the agent's own and {@code OLLAMA_HOST}
   * @param log its output, appended
   */
  public ChildService(
      NodeId id,
      List<String> command,
      Map<String, String> environment,
      Address address,
      Path log,
      ProcessMemory memory) {
    this.id = id;
    this.command = List.copyOf(command);
    this.environment = Map.copyOf(environment);
    this.address = address;
    this.log = log;
    this.memory = memory;
  }

  @Override
  public void start(Listener listener) {
    Thread.ofVirtual().name("service " + id).start(() -> run(listener));
  }

  private void run(Listener listener) {
    try {
      Optional<ProcessMemory.Known> before = memory.find(id);
      Optional<ProcessHandle> left = before.flatMap(ProcessMemory.Known::alive);
      if (before.isPresent() && left.isPresent()) {
        LOG.log(Level.INFO, "service {0}: took over process {1}", id, "" + left.get().pid());
        follow(left.get(), before.get().url(), () -> "its process has ended", listener);
        return;
      }
      int port = address.choose();
      URI url = address.local(port);
      if (Sockets.accepts(url)) {
        listener.ended(Ending.portTaken(port));
        return;
      }
      Process process = launch(port);
      if (process == null) {
        return;
      }
      memory.remember(id, new ProcessMemory.Known(process.pid(), startOf(process), url));
      follow(process.toHandle(), url, () -> told(process.onExit().join().exitValue()), listener);
    } catch (IOException e) {
      listener.ended(Ending.down("it cannot be started: " + e.getMessage()));
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private synchronized @Nullable Process launch(int port) throws IOException {
    if (released) {
      return null;
    }
    String host = Address.bracketed(address.host());
    List<String> words =
        command.stream()
            .map(word -> word.replace("{host}", host).replace("{port}", "" + port))
            .toList();
    ProcessBuilder builder = new ProcessBuilder(words).redirectErrorStream(true);
    builder.environment().put("OLLAMA_HOST", host + ":" + port);
    builder.environment().putAll(environment);
    Process process =
        builder
            .redirectInput(ProcessBuilder.Redirect.from(Path.of("/dev/null").toFile()))
            .redirectOutput(ProcessBuilder.Redirect.appendTo(log.toFile()))
            .start();
    running = process.toHandle();
    return process;
  }

  private static Instant startOf(Process process) {
    return process.info().startInstant().orElse(Instant.EPOCH);
  }

  private static String told(int exitCode) {
    return exitCode > SIGNALLED
        ? "its process was killed by signal " + (exitCode - SIGNALLED)
        : "its process ended with code " + exitCode;
  }

  private void follow(ProcessHandle process, URI url, Supplier<String> ended, Listener listener)
      throws InterruptedException {
    running = process;
    listener.started(process.pid(), url);
    List<ProcessHandle> family = List.of();
    Optional<MemoryLimit.Kills> limit = MemoryLimit.of(process.pid());
    int looks = 0;
    while (!endsWithin(process, looks++ < YOUNG_LOOKS ? YOUNG_LOOK_MILLIS : LOOK_MILLIS)) {
      family = process.descendants().toList();
      Optional<MemoryLimit.Kills> now = MemoryLimit.of(process.pid());
      if (!now.map(MemoryLimit.Kills::file).equals(limit.map(MemoryLimit.Kills::file))) {
        limit = now;
      }
      shorten();
    }
    running = null;
    boolean starved = limit.filter(MemoryLimit.Kills::moreNow).isPresent();
    family.forEach(ProcessHandle::destroyForcibly); // a runner would keep its memory and its GPU
    memory.forget(id);
    listener.ended(starved ? Ending.outOfMemory(ended.get()) : Ending.down(ended.get()));
  }

  private static boolean endsWithin(ProcessHandle process, long millis)
      throws InterruptedException {
    try {
      process.onExit().get(millis, TimeUnit.MILLISECONDS);
      return true;
    } catch (TimeoutException e) {
      return false;
    } catch (ExecutionException e) {
      return !process.isAlive();
    }
  }

  /** The output is appended, so that the file may be cut while it is written. */
  private void shorten() {
    try {
      if (Files.exists(log) && Files.size(log) > MOST_LOG) {
        try (RandomAccessFile file = new RandomAccessFile(log.toFile(), "rw")) {
          file.setLength(0);
        }
      }
    } catch (IOException e) {
      LOG.log(Level.DEBUG, "the output of {0} cannot be shortened: {1}", id, e.getMessage());
    }
  }

  @Override
  public void stop(Duration grace) {
    ProcessHandle process = running;
    if (process == null) {
      return;
    }
    if (grace.isZero()) {
      process.destroyForcibly();
      return;
    }
    process.destroy();
    Thread.ofVirtual()
        .start(
            () -> {
              try {
                if (!endsWithin(process, grace.toMillis())) {
                  process.destroyForcibly();
                }
              } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
              }
            });
  }

  @Override
  public void release() {
    ProcessHandle process;
    synchronized (this) {
      released = true;
      process = running;
    }
    if (process != null) {
      stop(RELEASE);
      process.onExit().join();
    }
  }

  @Override
  public Optional<Path> log() {
    return Optional.of(log);
  }
}
