package io.ollamamax.sim;

import io.ollamamax.loop.Sequencer;
import io.ollamamax.loop.Time;
import java.time.Duration;
import java.time.Instant;
import java.util.Comparator;
import java.util.PriorityQueue;

/**
 * Time that passes only from event to event; events of one moment run in the order they were set.
 */
public final class VirtualTime implements Time, Sequencer {
  private record Event(long at, long number, Runnable task) {}

  private final PriorityQueue<Event> events =
      new PriorityQueue<>(Comparator.comparingLong(Event::at).thenComparingLong(Event::number));
  private long now = 1;
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
    after(0, task);
  }

  @Override
  public void schedule(Duration delay, Runnable task) {
    after(delay.toNanos(), task);
  }

  /** Runs the task so many nanoseconds from now. */
  public void after(long nanos, Runnable task) {
    events.add(new Event(now + nanos, numbers++, task));
  }

  /** Runs events until none is left, at most so many; false where some are left. */
  public boolean run(int most) {
    for (int i = 0; i < most; i++) {
      Event next = events.poll();
      if (next == null) {
        return true;
      }
      now = Math.max(now, next.at());
      next.task().run();
    }
    return events.isEmpty();
  }
}
