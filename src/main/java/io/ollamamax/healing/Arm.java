package io.ollamamax.healing;

import java.util.Comparator;

/**
 * A strategy for a kind of fault.
 *
 * @param kind as {@link Intent#kind}
 */
public record Arm(String kind, Strategy strategy) implements Comparable<Arm> {
  private static final Comparator<Arm> ORDER =
      Comparator.comparing(Arm::kind).thenComparing(Arm::strategy);

  @Override
  public int compareTo(Arm other) {
    return ORDER.compare(this, other);
  }
}
