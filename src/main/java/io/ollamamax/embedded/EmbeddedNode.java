package io.ollamamax.embedded;

import io.ollamamax.cluster.NodeId;
import java.io.BufferedReader;
import java.io.BufferedWriter;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.System.Logger.Level;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * One embedded node, a child process at a time. Its models outlive the process, but not the node;
 * its port may change.
 */
public final class EmbeddedNode {
  /** Hears what becomes of a process; called on its own thread. */
  public interface Listener {
    /** It serves at this address. */
    void ready(long pid, URI url);

    /** It has ended, or could not be started. */
    void ended(String reason);
  }

  private static final System.Logger LOG = System.getLogger(EmbeddedNode.class.getName());
  private static final String TEMPORARY = "@TMP@";
  private static final String MODELS = "@MODELS@";
  private static final int SIGNALLED = 128;

  private final NodeId id;
  private final List<String> command;
  private final Path models;
  private @Nullable Process process;
  private boolean released;
  private volatile Condition condition = Condition.WELL;

  /**
   * @param models the folder of its models, deleted with the node
   */
  EmbeddedNode(NodeId id, List<String> command, Path models) {
    this.id = id;
    this.command = List.copyOf(command);
    this.models = models;
  }

  public NodeId id() {
    return id;
  }

  /** The folder of its models, laid out as Ollama's. */
  public Path models() {
    return models;
  }

  /** The command line of a worker on this JVM's own Java and class path. */
  static List<String> command(Path library, Path weights, EmbeddedOptions options) {
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
        weights.toString(),
        MODELS,
        String.join(",", options.models()),
        Double.toString(options.pace()));
  }

  /** Starts a process, where none runs. */
  public void start(Listener listener) {
    Thread.ofVirtual().name("keeper of " + id).start(() -> listener.ended(run(listener)));
  }

  /** How it works; a new process works well. */
  public Condition condition() {
    return condition;
  }

  /**
   * Has the process work like that from now on.
   *
   * @return false where no process runs
   */
  public synchronized boolean become(Condition next) {
    if (process == null || !process.isAlive()) {
      return false;
    }
    try {
      BufferedWriter in = process.outputWriter(StandardCharsets.UTF_8);
      in.write(next.name() + "\n");
      in.flush();
    } catch (IOException e) { // it is just ending
      return false;
    }
    condition = next;
    return true;
  }

  /** Kills the process; {@link Listener#ended} follows. */
  public synchronized void stop() {
    if (process != null) {
      process.destroyForcibly();
    }
  }

  /** Kills the process, starts none again, and returns when it and its models are gone. */
  public void release() {
    Process last;
    synchronized (this) {
      released = true;
      last = process;
    }
    if (last != null) {
      last.destroyForcibly().onExit().join();
    }
    delete(models);
  }

  private String run(Listener listener) {
    Path temporary = null;
    try {
      temporary = Files.createTempDirectory("ollama-distributed-node");
      List<String> own = new ArrayList<>(command);
      String folder = temporary.toString();
      own.replaceAll(word -> word.replace(TEMPORARY, folder).replace(MODELS, models.toString()));
      Process running = launch(own);
      if (running == null) {
        return "the node is being ended";
      }
      try (BufferedReader out = new BufferedReader(running.inputReader(StandardCharsets.UTF_8))) {
        out.lines().forEach(line -> hear(line, running.pid(), listener));
      }
      return told(running.waitFor());
    } catch (IOException | UncheckedIOException e) {
      return "its process failed: " + e.getMessage();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return "interrupted";
    } finally {
      delete(temporary);
    }
  }

  private static String told(int exitCode) {
    return exitCode > SIGNALLED
        ? "its process was killed by signal " + (exitCode - SIGNALLED)
        : "its process ended with code " + exitCode;
  }

  private synchronized @Nullable Process launch(List<String> own) throws IOException {
    if (released) {
      return null;
    }
    condition = Condition.WELL;
    process = new ProcessBuilder(own).redirectError(ProcessBuilder.Redirect.DISCARD).start();
    return process;
  }

  private void hear(String line, long pid, Listener listener) {
    if (line.startsWith(Worker.READY)) {
      String port = line.substring(Worker.READY.length());
      listener.ready(pid, URI.create("http://127.0.0.1:" + port));
    } else {
      LOG.log(Level.INFO, "node {0}: {1}", id, line);
    }
  }

  private static void delete(@Nullable Path folder) {
    if (folder == null || !Files.exists(folder)) {
      return;
    }
    try (Stream<Path> all = Files.walk(folder)) {
      for (Path one : all.sorted(Comparator.reverseOrder()).toList()) {
        Files.deleteIfExists(one);
      }
    } catch (IOException e) {
      LOG.log(Level.DEBUG, "a temporary folder is left behind: {0}", e.getMessage());
    }
  }
}
