package io.ollamamax.loop;

import java.time.Duration;

/** Runs tasks one after the other: the control thread, or a simulation's queue of events. */
public interface Sequencer {
  /** Runs the task soon; may be called from any thread. */
  void execute(Runnable task);

  /** Runs the task after a while; may be called from any thread. */
  void schedule(Duration delay, Runnable task);
}
