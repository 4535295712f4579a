package io.ollamamax.loop;

import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.function.Supplier;

/** Runs tasks one after the other: the control thread, or a simulation's queue of events. */
public interface Sequencer {
  /** Runs the task soon; may be called from any thread. */
  void execute(Runnable task);

  /** Runs the task after a while; may be called from any thread. */
  void schedule(Duration delay, Runnable task);

  /**
   * Runs the task and waits for what it gives; not to be called by a task.
   *
   * @throws RuntimeException what the task throws
   */
  default <T> T ask(Supplier<T> task) {
    CompletableFuture<T> done = new CompletableFuture<>();
    execute(
        () -> {
          try {
            done.complete(task.get());
          } catch (RuntimeException e) {
            done.completeExceptionally(e);
          }
        });
    try {
      return done.join();
    } catch (CompletionException e) {
      throw e.getCause() instanceof RuntimeException cause ? cause : e;
    }
  }
}
