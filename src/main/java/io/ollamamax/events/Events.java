package io.ollamamax.events;

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReferenceArray;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** The last events of this gateway, in a ring; publishing never waits for readers. */
public final class Events implements AutoCloseable {
  private static final long LONGEST_PAUSE = TimeUnit.MILLISECONDS.toNanos(100);

  private static final long BYTES_EACH = 600;

  private final Supplier<Instant> clock;
  private final AtomicReferenceArray<@Nullable Event> ring;
  private final AtomicLong last = new AtomicLong();
  private final ReentrantLock lock = new ReentrantLock();
  private final Condition more = lock.newCondition();
  private final AtomicInteger waiting = new AtomicInteger();
  private volatile boolean closed;

  /**
   * @param kept events; older ones are forgotten
   */
  public Events(int kept, Supplier<Instant> clock) {
    this.ring = new AtomicReferenceArray<>(kept);
    this.clock = clock;
  }

  /** Publishes an event; any thread may call, also an event loop. */
  public void publish(Event.Kind kind, String node, String text, Map<String, String> details) {
    long number = last.incrementAndGet();
    ring.set(place(number), new Event(number, clock.get(), kind, node, text, details));
    if (waiting.get() > 0) {
      wake();
    }
  }

  private void wake() {
    if (lock.tryLock()) { // who holds it is about to look, or wakes the others itself
      try {
        more.signalAll();
      } finally {
        lock.unlock();
      }
    }
  }

  private int place(long number) {
    return (int) (number % ring.length());
  }

  /** Memory that the kept events take, estimated, in bytes. */
  public long bytes() {
    return Math.min(last.get(), ring.length()) * BYTES_EACH;
  }

  /** The number of the newest event, 0 where there was none. */
  public long newest() {
    return last.get();
  }

  /**
   * Events after that number, the oldest first. Those that are forgotten are left out: the first
   * one's number then is not the next.
   *
   * @param limit how many at most: the oldest of them
   */
  public List<Event> after(long number, int limit) {
    List<Event> found = new ArrayList<>();
    long newest = last.get();
    long oldest = Math.max(1, newest - ring.length() + 1);
    for (long next = Math.max(number + 1, oldest); next <= newest && found.size() < limit; next++) {
      Event event = ring.get(place(next));
      if (event == null || event.number() < next) {
        break; // it is being written; it comes with the next look
      }
      if (event.number() == next) {
        found.add(event);
      }
    }
    return found;
  }

  /**
   * As {@link #after}, but waits for the first one.
   *
   * @return empty where none came in that time
   */
  public List<Event> await(long number, int limit, long millis) throws InterruptedException {
    List<Event> found = after(number, limit);
    if (!found.isEmpty()) {
      return found;
    }
    lock.lock();
    try {
      waiting.incrementAndGet();
      long left = TimeUnit.MILLISECONDS.toNanos(millis);
      found = after(number, limit);
      while (found.isEmpty() && left > 0 && !closed) {
        // a wake-up that was missed while the lock was held costs this long at most
        long pause = Math.min(left, LONGEST_PAUSE);
        left -= pause - Math.max(0, more.awaitNanos(pause));
        found = after(number, limit);
      }
      return found;
    } finally {
      waiting.decrementAndGet();
      lock.unlock();
    }
  }

  /** Whether nobody should wait for events any more. */
  public boolean closed() {
    return closed;
  }

  /** Ends all waiting; events may still be published and read. */
  @Override
  public void close() {
    closed = true;
    lock.lock();
    try {
      more.signalAll();
    } finally {
      lock.unlock();
    }
  }
}
