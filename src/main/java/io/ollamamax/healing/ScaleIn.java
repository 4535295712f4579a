package io.ollamamax.healing;

import io.ollamamax.cluster.NodeId;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/** Takes away what {@link ScaleOut} added, when its answers have ended. */
final class ScaleIn {
  private static final Duration GRACE = Duration.ofSeconds(10);

  private ScaleIn() {}

  static Proposal.Plan plan(NodeFacts node, Situation s) {
    NodeId id = node.id();
    Step.Do undrain = new Step.Do(id, new Act.Undrain(), "let it serve");
    Step last =
        node.role() == NodeFacts.Role.INSTANCE
            ? new Step.Do(id, new Act.Stop(GRACE), "stop " + id)
            : new Step.Shift(t -> t.retire(id), "put " + id + " back into reserve");
    return new Proposal.Plan(
        Strategy.SCALING,
        id,
        false,
        true,
        false,
        0,
        Optional.empty(),
        List.of(new Step.Empty(id, s.settings().core().recoveryTimeout(), false), last),
        List.of(undrain),
        later ->
            later.node(id).filter(n -> n.found().serves() && !n.standby()).isPresent()
                ? id + " still serves"
                : "");
  }
}
