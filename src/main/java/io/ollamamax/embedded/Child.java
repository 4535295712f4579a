package io.ollamamax.embedded;

import io.ollamamax.cluster.NodeId;
import java.io.BufferedReader;
import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.System.Logger.Level;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/** One embedded node's process, kept running by a virtual thread. */
final class Child {
  private static final System.Logger LOG = System.getLogger(Child.class.getName());
  private static final String TEMPORARY = "@TMP@";
  private static final String NAMES = "@NAMES@";

  private final NodeId id;
  private final List<String> command;
  private final EmbeddedNodes.Listener listener;
  private final RestartPause pause;
  private final ReentrantLock lock = new ReentrantLock();
  private final Condition stopRequested = lock.newCondition();
  private @Nullable Process process;
  private @Nullable Thread keeper;
  private boolean stopped;
  private volatile String names;

  /**
   * @param names of the model at first, separated by commas; what clients change of them outlives
   *     the process
   */
  Child(
      NodeId id,
      List<String> command,
      String names,
      EmbeddedNodes.Listener listener,
      RestartPause pause) {
    this.names = names;
    this.id = id;
    this.command = List.copyOf(command);
    this.listener = listener;
    this.pause = pause;
  }

  /** The command line of a worker on this JVM's own Java and class path. */
  static List<String> command(Path library, Path model, EmbeddedOptions options) {
    return List.of(
        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
        "-Xmx96m",
        "-Xss512k",
        "-XX:+UseSerialGC",
        "-XX:TieredStopAtLevel=1",
        "-Xshare:auto",
        "--enable-native-access=ALL-UNNAMED",
        "-Dsun.net.httpserver.nodelay=true",
        "-Dde.kherud.llama.lib.path=" + library.getParent(),
        "-Dde.kherud.llama.tmpdir=" + TEMPORARY,
        "-cp",
        System.getProperty("java.class.path"),
        Worker.class.getName(),
        model.toString(),
        NAMES,
        Double.toString(options.pace()));
  }

  void start() {
    keeper = Thread.ofVirtual().name("keeper of " + id).start(this::keep);
  }

  void stop() {
    lock.lock();
    try {
      stopped = true;
      stopRequested.signalAll();
      if (process != null) {
        process.destroyForcibly();
      }
    } finally {
      lock.unlock();
    }
  }

  void awaitEnd() {
    try {
      if (keeper != null) {
        keeper.join();
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private void keep() {
    while (true) {
      long started = System.nanoTime();
      int exitCode = runOnce();
      Duration wait = pause.after(Duration.ofNanos(System.nanoTime() - started));
      if (!waitUnlessStopped(wait, exitCode)) {
        return;
      }
    }
  }

  private int runOnce() {
    Path temporary = null;
    try {
      temporary = Files.createTempDirectory("ollama-distributed-node");
      List<String> own = new ArrayList<>(command);
      String folder = temporary.toString();
      own.replaceAll(word -> word.replace(TEMPORARY, folder).replace(NAMES, names));
      Process running = launch(own);
      if (running == null) {
        return 0;
      }
      try (BufferedReader out = new BufferedReader(running.inputReader(StandardCharsets.UTF_8))) {
        out.lines().forEach(line -> hear(line, running.pid()));
      }
      return running.waitFor();
    } catch (IOException | UncheckedIOException e) {
      LOG.log(Level.WARNING, "node " + id + ": " + e.getMessage());
      return -1;
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return -1;
    } finally {
      delete(temporary);
    }
  }

  private @Nullable Process launch(List<String> own) throws IOException {
    lock.lock();
    try {
      if (stopped) {
        return null;
      }
      process = new ProcessBuilder(own).redirectError(ProcessBuilder.Redirect.DISCARD).start();
      return process;
    } finally {
      lock.unlock();
    }
  }

  private void hear(String line, long pid) {
    if (line.startsWith(Worker.READY)) {
      String port = line.substring(Worker.READY.length());
      listener.onReady(id, URI.create("http://127.0.0.1:" + port), pid);
    } else if (line.startsWith(Worker.NAMES)) {
      names = line.substring(Worker.NAMES.length());
    } else {
      LOG.log(Level.INFO, "node {0}: {1}", id, line);
    }
  }

  private boolean waitUnlessStopped(Duration wait, int exitCode) {
    lock.lock();
    try {
      if (stopped) {
        return false;
      }
      listener.onExit(id, exitCode, wait);
      long left = wait.toNanos();
      while (!stopped && left > 0) {
        left = stopRequested.awaitNanos(left);
      }
      return !stopped;
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return false;
    } finally {
      lock.unlock();
    }
  }

  private static void delete(@Nullable Path folder) {
    if (folder == null) {
      return;
    }
    File[] files = folder.toFile().listFiles();
    for (File file : files == null ? new File[0] : files) {
      if (!file.delete()) {
        LOG.log(Level.DEBUG, "a temporary file is left behind");
      }
    }
    if (!folder.toFile().delete()) {
      LOG.log(Level.DEBUG, "a temporary folder is left behind");
    }
  }
}
