package io.ollamamax.request;

import io.ollamamax.cluster.ModelName;
import java.util.Collections;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * What is kept over a restart of what requests have seen of a node.
 *
 * @param models those of which something is known
 */
public record LoadMemory(Optional<Breaker.Memory> breaker, SortedMap<ModelName, Model> models) {
  public LoadMemory {
    models = Collections.unmodifiableSortedMap(new TreeMap<>(models));
  }

  /**
   * The same of one model there.
   *
   * @param firstToken in nanoseconds, 0 where nothing is known
   * @param tokenGap in nanoseconds, 0 where nothing is known
   */
  public record Model(Optional<Breaker.Memory> breaker, long firstToken, long tokenGap) {
    public Model {
      if (firstToken < 0 || tokenGap < 0) {
        throw new IllegalArgumentException(
            "times are not negative, got %d and %d".formatted(firstToken, tokenGap));
      }
    }

    boolean isEmpty() {
      return breaker.isEmpty() && firstToken == 0 && tokenGap == 0;
    }
  }

  /** Whether nothing is known. */
  public boolean isEmpty() {
    return breaker.isEmpty() && models.isEmpty();
  }

  /** The same after a while: breakers whose time is over are let go. */
  public LoadMemory after(long nanos) {
    SortedMap<ModelName, Model> later = new TreeMap<>();
    for (Map.Entry<ModelName, Model> entry : models.entrySet()) {
      Model is = entry.getValue();
      Model then = new Model(after(is.breaker(), nanos), is.firstToken(), is.tokenGap());
      if (!then.isEmpty()) {
        later.put(entry.getKey(), then);
      }
    }
    return new LoadMemory(after(breaker, nanos), later);
  }

  private static Optional<Breaker.Memory> after(Optional<Breaker.Memory> breaker, long nanos) {
    return breaker
        .filter(open -> open.left() > nanos)
        .map(open -> new Breaker.Memory(open.left() - nanos, open.openings()));
  }
}
