package io.ollamamax.sim.faults;

/** {@code down} out of nothing: nobody can foresee it, and nobody should claim to. */
final class SuddenKill implements Scenario {
  @Override
  public boolean apply(NodeState state, long second) {
    return true;
  }
}
