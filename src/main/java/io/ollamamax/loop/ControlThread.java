package io.ollamamax.loop;

import java.lang.System.Logger.Level;
import java.time.Duration;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;

/** The one thread that owns all loop state. A task that fails is logged; the next one runs. */
public final class ControlThread implements Sequencer, AutoCloseable {
  private static final System.Logger LOG = System.getLogger(ControlThread.class.getName());

  private final OwnThread thread = new OwnThread("control", Thread.NORM_PRIORITY);
  private final ScheduledThreadPoolExecutor executor = new ScheduledThreadPoolExecutor(1, thread);

  public ControlThread() {
    executor.setExecuteExistingDelayedTasksAfterShutdownPolicy(false);
    executor.setRejectedExecutionHandler((task, from) -> {});
  }

  @Override
  public void execute(Runnable task) {
    executor.execute(guarded(task));
  }

  @Override
  public void schedule(Duration delay, Runnable task) {
    executor.schedule(guarded(task), delay.toNanos(), TimeUnit.NANOSECONDS);
  }

  private static Runnable guarded(Runnable task) {
    return () -> {
      try {
        task.run();
      } catch (RuntimeException e) {
        LOG.log(Level.ERROR, "a control task failed", e);
      }
    };
  }

  /** Processor time of the thread so far, in nanoseconds. */
  public long cpuNanos() {
    return thread.cpuNanos();
  }

  /** Runs what is due and ends; later tasks are dropped. */
  @Override
  public void close() {
    executor.close();
  }
}
