package io.ollamamax.agent.service;

import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;

/**
 * A way to run an inference service. Its methods return at once; what comes of them is told to the
 * listener, on any thread.
 */
public interface Service {
  /**
   * Starts the service, or takes over one that runs already. To be called when it was never started
   * or has ended.
   */
  void start(Listener listener);

  /**
   * Ends the service; {@link Listener#ended} follows.
   *
   * @param grace how long it may take to end by itself before it is killed
   */
  void stop(Duration grace);

  /** The agent ends: the service too, where it cannot live without its agent or is its child. */
  void release();

  /** Where its output is kept. */
  Optional<Path> log();

  /** Hears what becomes of a started service. */
  interface Listener {
    /**
     * Its process runs; told again where another process takes its place.
     *
     * @param pid 0 where it is not known
     * @param url where it serves
     */
    void started(long pid, URI url);

    /** Its process has ended, or could not be started. */
    void ended(Ending ending);
  }

  /**
   * Why a service does not run.
   *
   * @param mode its name, such as {@code down}
   * @param reason in plain words
   */
  record Ending(String mode, String reason) {
    /** Its process is dead, or cannot be started. */
    public static Ending down(String reason) {
      return new Ending("down", reason);
    }

    /** Another process listens where it should. */
    static Ending portTaken(int port) {
      return new Ending(
          "port-taken",
          "its port "
              + port
              + " is taken by "
              + Sockets.holder(port).orElse("another process")
              + ": end that, or give the service another address");
    }

    /** The kernel killed its process for want of memory. */
    static Ending outOfMemory(String how) {
      return new Ending(
          "out-of-memory", how + ": it hit its memory limit and the kernel killed it");
    }

    /** The same with more said. */
    Ending and(String more) {
      return new Ending(mode, reason + more);
    }
  }
}
