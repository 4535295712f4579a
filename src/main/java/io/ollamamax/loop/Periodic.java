package io.ollamamax.loop;

import java.time.Duration;
import java.util.function.Supplier;

/** Runs a task again and again, each time an interval after the last. For the control thread. */
public final class Periodic {
  private final Sequencer control;
  private final Supplier<Duration> interval;
  private final Runnable task;
  private int rounds;

  /**
   * @param interval is asked anew for each pause
   */
  public Periodic(Sequencer control, Supplier<Duration> interval, Runnable task) {
    this.control = control;
    this.interval = interval;
    this.task = task;
  }

  /** Begins, or waits anew because the interval was changed. */
  public void start() {
    int round = ++rounds;
    control.schedule(
        interval.get(),
        () -> {
          if (round == rounds) {
            start(); // before the task, so that one that fails is run again too
            task.run();
          }
        });
  }

  /** Runs the task no more, until the next start. */
  public void stop() {
    rounds++;
  }
}
