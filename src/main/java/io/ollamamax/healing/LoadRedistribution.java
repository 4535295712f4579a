package io.ollamamax.healing;

import io.ollamamax.cluster.NodeId;
import java.util.List;

/** Less traffic for the node until it is better, then step by step all of it again. */
final class LoadRedistribution implements Remedy {
  private static final double LOW = 0.25;
  private static final double HALF = 0.6;

  @Override
  public Proposal propose(Case c) {
    if (!c.serves()) {
      return new Proposal.Unfit("the node gets no traffic");
    }
    if (c.situation().soundPeers(c.node().id()).isEmpty()) {
      return new Proposal.Unfit("no other node can take the traffic");
    }
    NodeId id = c.node().id();
    HealingSettings settings = c.situation().settings();
    Step.Shift full = new Step.Shift(traffic -> traffic.weight(id, 1), "give it all its traffic");
    return new Proposal.Plan(
        Strategy.LOAD_REDISTRIBUTION,
        id,
        false,
        false,
        false,
        LOW,
        c.stuck(),
        List.of(
            new Step.Shift(
                traffic -> traffic.weight(id, LOW), "give it a quarter of its usual traffic"),
            new Step.Soon(
                s -> !s.bad(id, c.limit()), settings.interval(), "wait until it is better"),
            new Step.Shift(traffic -> traffic.weight(id, HALF), "give it more again"),
            new Step.Pause(settings.healing().monitoringInterval()),
            full),
        List.of(full),
        c.well());
  }
}
