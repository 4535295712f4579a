package io.ollamamax;

/**
 * The embedded nodes that a gateway runs beside its other nodes.
 *
 * @param nodes child processes
 * @param breakable whether people may break them by the API, as in the demo; on loopback only
 */
public record EmbeddedPlan(int nodes, boolean breakable) {
  /** None. */
  public static final EmbeddedPlan NONE = new EmbeddedPlan(0, false);

  /** So many, for work. */
  public static EmbeddedPlan of(int nodes) {
    return new EmbeddedPlan(nodes, false);
  }
}
