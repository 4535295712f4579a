package io.ollamamax.embedded;

import io.ollamamax.cluster.NodeId;
import java.io.BufferedReader;
import java.io.BufferedWriter;
import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.System.Logger.Level;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * One embedded node, a child process at a time. What clients change of its model's names outlives
 * the process; its port may change.
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
  private static final String NAMES = "@NAMES@";
  private static final int SIGNALLED = 128;

  private final NodeId id;
  private final List<String> command;
  private @Nullable Process process;
  private boolean released;
  private volatile String names;
  private volatile Condition condition = Condition.WELL;

  /**
   * @param names of the model at first, separated by commas
   */
  EmbeddedNode(NodeId id, List<String> command, String names) {
    this.id = id;
    this.command = List.copyOf(command);
    this.names = names;
  }

  public NodeId id() {
    return id;
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

  /** Kills the process, starts none again, and returns when it is gone. */
  public void release() {
    Process last;
    synchronized (this) {
      released = true;
      last = process;
    }
    if (last != null) {
      last.destroyForcibly().onExit().join();
    }
  }

  private String run(Listener listener) {
    Path temporary = null;
    try {
      temporary = Files.createTempDirectory("ollama-distributed-node");
      List<String> own = new ArrayList<>(command);
      String folder = temporary.toString();
      own.replaceAll(word -> word.replace(TEMPORARY, folder).replace(NAMES, names));
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
    } else if (line.startsWith(Worker.NAMES)) {
      names = line.substring(Worker.NAMES.length());
    } else {
      LOG.log(Level.INFO, "node {0}: {1}", id, line);
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
