package io.ollamamax.request;

import io.ollamamax.cluster.ModelName;
import java.util.HashSet;
import java.util.Set;

/**
 * What a node may be given; only where nothing else is left it gets more.
 *
 * @param share of its usual requests, above 0 to 1
 * @param most requests at once
 * @param withheld models that it gets no requests for
 */
public record Bounds(double share, int most, Set<ModelName> withheld) {
  /** Everything. */
  public static final Bounds NONE = new Bounds(1, Integer.MAX_VALUE, Set.of());

  public Bounds {
    withheld = Set.copyOf(withheld);
  }

  /** Whether there are none. */
  boolean free() {
    return share >= 1 && most == Integer.MAX_VALUE && withheld.isEmpty();
  }

  public Bounds withShare(double other) {
    return new Bounds(other, most, withheld);
  }

  public Bounds withMost(int other) {
    return new Bounds(share, other, withheld);
  }

  /** The same, with requests for the model or without. */
  public Bounds serving(ModelName model, boolean whether) {
    Set<ModelName> models = new HashSet<>(withheld);
    if (whether) {
      models.remove(model);
    } else {
      models.add(model);
    }
    return new Bounds(share, most, models);
  }
}
