package io.ollamamax.loop;

import java.time.Duration;
import java.time.Instant;
import java.util.Comparator;
import java.util.PriorityQueue;

/** Time that stands still until a test lets it pass; tasks run in it one after the other. */
public final class ManualTime implements Time, Sequencer {
  private record Task(long at, long number, Runnable what) {}

  private final PriorityQueue<Task> tasks =
      new PriorityQueue<>(Comparator.comparingLong(Task::at).thenComparingLong(Task::number));
  private long now;
  private long numbers;

  @Override
  public long nanos() {
    return now;
  }

  @Override
  public Instant now() {
    return Instant.EPOCH.plusNanos(now);
  }

  @Override
  public void execute(Runnable task) {
    schedule(Duration.ZERO, task);
  }

  @Override
  public void schedule(Duration delay, Runnable task) {
    tasks.add(new Task(now + delay.toNanos(), numbers++, task));
  }

  /** Runs all that is due now. */
  public void settle() {
    pass(Duration.ZERO);
  }

  /** Lets so much time pass, and runs what falls due in it. */
  public void pass(Duration duration) {
    long until = now + duration.toNanos();
    for (Task next = tasks.peek(); next != null && next.at() <= until; next = tasks.peek()) {
      tasks.remove(next);
      now = Math.max(now, next.at());
      next.what().run();
    }
    now = until;
  }
}
