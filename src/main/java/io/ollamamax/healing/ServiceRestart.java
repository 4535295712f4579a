package io.ollamamax.healing;

import io.ollamamax.cluster.NodeId;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/** Drain, restart, readiness; the router then gives the node its traffic slowly. */
final class ServiceRestart implements Remedy {
  private static final Duration GRACE = Duration.ofSeconds(10);

  @Override
  public Proposal propose(Case c) {
    NodeFacts node = c.node();
    if (!node.agent()) {
      return new Proposal.Unfit("a restart needs an agent on the node");
    }
    NodeId id = node.id();
    HealingSettings settings = c.situation().settings();
    boolean drains = node.found().serves() && !node.dead();
    Step.Do undrain = new Step.Do(id, new Act.Undrain(), "let it serve");
    List<Step> steps = new ArrayList<>();
    if (drains) {
      Duration patience = settings.core().recoveryTimeout().dividedBy(3);
      steps.add(new Step.Empty(id, patience, settings.healing().enableFailover()));
    }
    steps.add(
        new Step.Do(
            id,
            new Act.Restart(drains ? GRACE : Duration.ZERO),
            later -> drains ? "" : moot(id, later),
            (node.dead() ? "start " : "restart ") + id));
    steps.add(
        new Step.Until(
            s -> s.node(id).map(n -> n.found().serves() && !n.dead()).orElse(false),
            "wait until it serves"));
    if (drains) {
      steps.add(undrain);
    }
    return new Proposal.Plan(
        Strategy.SERVICE_RESTART,
        id,
        true,
        c.serves(),
        !node.dead(),
        0,
        c.stuck(),
        steps,
        drains ? List.of(undrain) : List.of(),
        c.well());
  }

  /** A node that came back by itself is not killed. */
  private static String moot(NodeId id, Situation later) {
    NodeFacts node = later.nodes().get(id);
    if (node == null || node.dead()) {
      return "";
    }
    return node.found().serves() ? "it serves again by itself" : node.busy();
  }
}
