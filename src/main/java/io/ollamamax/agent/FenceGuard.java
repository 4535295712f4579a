package io.ollamamax.agent;

import io.ollamamax.cluster.NodeId;
import io.ollamamax.healing.Fence;
import java.util.Optional;

/**
 * Refuses what an older leader decided: an older term than the newest that the agent has seen of
 * that cluster, or an earlier decision on the same node. Other clusters are not compared, so that a
 * cluster that was built anew is not refused.
 */
final class FenceGuard {
  private final AgentState state;

  FenceGuard(AgentState state) {
    this.state = state;
  }

  /** Why the act may not be carried out; nothing where it may, and is the newest from now on. */
  Optional<String> refusal(NodeId node, Fence fence) {
    long newest = state.term(fence.cluster());
    if (fence.term() < newest) {
      return Optional.of(
          "it was decided in term " + fence.term() + ", and term " + newest + " has acted since");
    }
    Fence last = state.fence(fence.cluster(), node);
    if (fence.term() == last.term() && fence.index() < last.index()) {
      return Optional.of(
          "decision "
              + fence.index()
              + " is older than "
              + last.index()
              + ", which was carried out on "
              + node);
    }
    state.remember(node, fence);
    return Optional.empty();
  }
}
