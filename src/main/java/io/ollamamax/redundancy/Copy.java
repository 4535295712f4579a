package io.ollamamax.redundancy;

import io.ollamamax.cluster.ModelName;
import io.ollamamax.cluster.NodeId;
import java.util.Comparator;

/** A model on a node, there or to be there. */
public record Copy(ModelName model, NodeId node) implements Comparable<Copy> {
  private static final Comparator<Copy> ORDER =
      Comparator.comparing(Copy::model).thenComparing(Copy::node);

  @Override
  public int compareTo(Copy other) {
    return ORDER.compare(this, other);
  }

  @Override
  public String toString() {
    return model + " on " + node;
  }
}
