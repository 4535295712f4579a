package io.ollamamax.sim.faults;

/** What happens to one node. */
public interface Scenario {
  /** Load on top of the usual in a second since the scenario began. */
  default double extraLoad(long second) {
    return 0;
  }

  /**
   * Changes the state of a second since the scenario began.
   *
   * @return whether the node has failed
   */
  boolean apply(NodeState state, long second);
}
