package io.ollamamax.request;

import io.ollamamax.cluster.ModelName;
import java.time.Instant;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReferenceArray;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** How the last requests ended, in a ring; any thread may tell and ask. */
public final class RecentRequests implements FlowObserver {
  private final Supplier<Instant> clock;
  private final AtomicReferenceArray<@Nullable Ended> ring;
  private final AtomicLong last = new AtomicLong();

  /**
   * A request that is over.
   *
   * @param requested the model as the client named it
   * @param model that was served
   */
  public record Ended(
      String id,
      String operation,
      String requested,
      ModelName model,
      Instant at,
      FlowObserver.Outcome outcome) {}

  /**
   * @param kept requests; older ones are forgotten
   */
  public RecentRequests(int kept, Supplier<Instant> clock) {
    this.ring = new AtomicReferenceArray<>(kept);
    this.clock = clock;
  }

  @Override
  public void finished(RequestSpec spec, Outcome outcome) {
    ring.setRelease(
        (int) (last.getAndIncrement() % ring.length()),
        new Ended(
            spec.id(),
            spec.operation().path(),
            spec.requested(),
            spec.model(),
            clock.get(),
            outcome));
  }

  /** The newest one of that id, among those that are kept. */
  public Optional<Ended> find(String id) {
    long newest = last.get();
    for (long number = newest - 1; number >= Math.max(0, newest - ring.length()); number--) {
      Ended ended = ring.getAcquire((int) (number % ring.length()));
      if (ended != null && ended.id().equals(id)) {
        return Optional.of(ended);
      }
    }
    return Optional.empty();
  }
}
