package io.ollamamax.loop;

import java.lang.System.Logger.Level;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.RejectedExecutionException;
import java.util.function.Consumer;
import java.util.function.Supplier;

/** The one thread beside the control thread that computes for the loops. */
public final class ScoringThread implements Worker, AutoCloseable {
  private static final System.Logger LOG = System.getLogger(ScoringThread.class.getName());

  private final Sequencer control;
  private final OwnThread thread = new OwnThread("scoring", Thread.MIN_PRIORITY);
  private final ExecutorService executor = Executors.newSingleThreadExecutor(thread);

  public ScoringThread(Sequencer control) {
    this.control = control;
  }

  @Override
  public <T> void compute(Supplier<T> work, Consumer<T> then) {
    try {
      executor.execute(
          () -> {
            try {
              T result = work.get();
              control.execute(() -> then.accept(result));
            } catch (RuntimeException e) {
              LOG.log(Level.ERROR, "a computation of the loops failed", e);
            }
          });
    } catch (RejectedExecutionException e) {
      LOG.log(Level.DEBUG, "closed already: nothing is computed any more");
    }
  }

  /** Processor time of the thread so far, in nanoseconds. */
  public long cpuNanos() {
    return thread.cpuNanos();
  }

  @Override
  public void close() {
    executor.shutdownNow();
  }
}
