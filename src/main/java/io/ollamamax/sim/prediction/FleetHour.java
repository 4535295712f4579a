package io.ollamamax.sim.prediction;

import io.ollamamax.cluster.NodeId;
import io.ollamamax.prediction.NodeSample;
import io.ollamamax.sim.faults.FaultFamily;
import io.ollamamax.sim.faults.HealthyNode;
import io.ollamamax.sim.faults.NodeState;
import io.ollamamax.sim.faults.Scenario;
import java.time.Instant;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import java.util.random.RandomGenerator;

/**
 * An hour of four nodes, to the first of which something of a family happens after a while; it ends
 * when that node fails. The load of the fleet wanders for all of them.
 */
public final class FleetHour {
  /** At most so long. */
  public static final int SECONDS = 3600;

  /** The node to which it happens comes first. */
  public static final List<NodeId> NODES =
      List.of(new NodeId("a"), new NodeId("b"), new NodeId("c"), new NodeId("d"));

  private static final Instant START = Instant.parse("2026-01-05T08:00:00Z");
  // Without an agent nothing tells of these.
  private static final Set<FaultFamily> AGENT_FAMILIES =
      EnumSet.of(FaultFamily.MEMORY_LEAK, FaultFamily.THERMAL_SLOWDOWN);
  private static final double EARLIEST = 900;
  private static final double LATEST = 1500;

  private final RandomGenerator random;
  private final Scenario scenario;
  private final long begin;
  private final boolean agent;
  private final List<HealthyNode> nodes = new ArrayList<>();
  private double fleetLoad;
  private long second;
  private boolean failed;

  public FleetHour(FaultFamily family, RandomGenerator random) {
    this.random = random;
    scenario = family.scenario(random);
    begin = (long) random.nextDouble(EARLIEST, LATEST);
    agent = AGENT_FAMILIES.contains(family) || random.nextDouble() < 0.8;
    for (int i = 0; i < NODES.size(); i++) {
      nodes.add(new HealthyNode(random));
    }
  }

  /** The time of the newest second. */
  public Instant now() {
    return START.plusSeconds(second);
  }

  /** Whether the first node has failed. */
  public boolean failed() {
    return failed;
  }

  /** Whether it is over. */
  public boolean over() {
    return failed || second >= SECONDS;
  }

  /** The samples of the next second, in the order of the nodes. */
  public List<NodeSample> next() {
    second++;
    fleetLoad = 0.999 * fleetLoad + 0.003 * random.nextGaussian();
    List<NodeSample> samples = new ArrayList<>();
    long since = second - begin;
    for (int i = 0; i < nodes.size(); i++) {
      boolean struck = i == 0 && since >= 0;
      NodeState state = nodes.get(i).next(fleetLoad + (struck ? scenario.extraLoad(since) : 0));
      if (struck) {
        failed = scenario.apply(state, since);
      }
      samples.add(Telemetry.of(state, now(), agent));
    }
    return samples;
  }
}
