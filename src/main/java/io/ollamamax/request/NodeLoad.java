package io.ollamamax.request;

import io.ollamamax.cluster.ModelName;
import java.util.Objects;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.UnaryOperator;

/** What requests have seen of one node; shared over event loops. */
public final class NodeLoad {
  private final AtomicInteger inFlight = new AtomicInteger();
  private static final long REST = 1_000_000_000L;
  private static final int MAX_DOUBLINGS = 5;

  private final AtomicInteger busyInRow = new AtomicInteger();
  private final AtomicLong restUntil = new AtomicLong(Long.MIN_VALUE);
  private final AtomicLong busyUntil = new AtomicLong(Long.MIN_VALUE);
  private final AtomicLong readySince = new AtomicLong(Long.MIN_VALUE);
  private final AtomicReference<Bounds> bounds = new AtomicReference<>(Bounds.NONE);
  private final Breaker breaker = new Breaker();
  private final ConcurrentHashMap<ModelName, ModelLoad> models = new ConcurrentHashMap<>();

  /** Requests that the node works on now. */
  public int inFlight() {
    return inFlight.get();
  }

  /** The breaker of the node as a whole. */
  public Breaker breaker() {
    return breaker;
  }

  /** What the node may be given. */
  public Bounds bounds() {
    return Objects.requireNonNull(bounds.get());
  }

  /** Changes what the node may be given. */
  public void bound(UnaryOperator<Bounds> change) {
    bounds.updateAndGet(change);
  }

  /** What is known of one model there. */
  public ModelLoad of(ModelName model) {
    ModelLoad load = models.get(model);
    return load != null ? load : models.computeIfAbsent(model, unused -> new ModelLoad());
  }

  /** Whether neither the node's breaker nor the model's there holds anything back. */
  boolean closed(ModelName model) {
    return breaker.state() == Breaker.State.CLOSED
        && of(model).breaker().state() == Breaker.State.CLOSED;
  }

  /** Whether a failure is so recent that other nodes are preferred. */
  boolean rests(long now) {
    return before(restUntil, now);
  }

  /** Whether the node asked by {@code Retry-After} to be left alone. */
  boolean busy(long now) {
    return before(busyUntil, now);
  }

  /** How long the node still wants to be left alone, in nanoseconds; 0 or less for not at all. */
  long busyFor(long now) {
    long until = busyUntil.get();
    return until == Long.MIN_VALUE ? 0 : until - now;
  }

  /** Nanoseconds since the node came (back) into service; {@link Long#MAX_VALUE} where unknown. */
  long readyFor(long now) {
    long since = readySince.get();
    return since == Long.MIN_VALUE ? Long.MAX_VALUE : now - since;
  }

  void started() {
    inFlight.incrementAndGet();
  }

  void ended() {
    inFlight.decrementAndGet();
  }

  /** A failure: other nodes are preferred for a second. */
  void rest(long now) {
    restUntil.set(now + REST);
  }

  /**
   * The node is full. It fails fast and would attract traffic by that, so it rests for longer each
   * time.
   *
   * @param retryAfter what it asked for, in nanoseconds; 0 where it asked for nothing
   */
  void busy(long now, long retryAfter) {
    int doublings = Math.min(busyInRow.getAndIncrement(), MAX_DOUBLINGS);
    restUntil.set(now + (REST << doublings));
    if (retryAfter > 0) {
      busyUntil.set(now + retryAfter);
    }
  }

  void succeeded() {
    if (busyInRow.get() > 0) {
      busyInRow.set(0);
    }
  }

  /** The node is back after a time in which it did not serve: it gets its traffic slowly. */
  public void ready(long now) {
    readySince.set(now);
  }

  /** What the node did before its process was replaced says nothing of the new one. */
  public void restarted(long now) {
    restUntil.set(Long.MIN_VALUE);
    busyUntil.set(Long.MIN_VALUE);
    busyInRow.set(0);
    breaker.reset();
    models.values().forEach(ModelLoad::restarted);
    ready(now);
  }

  /** What is kept of it over a restart of the gateway. */
  public LoadMemory memory(long now) {
    SortedMap<ModelName, LoadMemory.Model> known = new TreeMap<>();
    models.forEach(
        (name, load) -> {
          LoadMemory.Model model = load.memory(now);
          if (!model.isEmpty()) {
            known.put(name, model);
          }
        });
    return new LoadMemory(breaker.memory(now), known);
  }

  /** Takes over what was kept; what requests have seen since stays. */
  public void restore(LoadMemory memory, long now) {
    memory.breaker().ifPresent(open -> breaker.restore(open, now));
    memory.models().forEach((name, model) -> of(name).restore(model, now));
  }

  private static boolean before(AtomicLong until, long now) {
    long at = until.get();
    return at != Long.MIN_VALUE && now - at < 0;
  }
}
