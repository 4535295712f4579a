package io.ollamamax.sim.healing;

import io.ollamamax.cluster.Fault;
import io.ollamamax.cluster.ModelName;
import io.ollamamax.cluster.NodeId;
import io.ollamamax.healing.Act;
import io.ollamamax.healing.ActResult;
import io.ollamamax.healing.Facts;
import io.ollamamax.healing.Fence;
import io.ollamamax.healing.NodeControl;
import io.ollamamax.healing.NodeFacts;
import io.ollamamax.healing.Traffic;
import io.ollamamax.sim.VirtualTime;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.BooleanSupplier;

/** The nodes, the load on them, and the hands of healing. */
final class Fleet implements NodeControl, Traffic {
  private static final Duration QUICK = Duration.ofSeconds(3);
  private static final Duration DRAINING = Duration.ofSeconds(5);
  private static final Duration STARTING = Duration.ofSeconds(9);
  private static final int RESERVE = 2;

  private final VirtualTime time;
  private final Map<NodeId, Host> hosts = new LinkedHashMap<>();
  private final List<Host> order;
  private double waiting;
  private double offered;
  private double served;

  Fleet(int nodes, VirtualTime time, SplittableRandom random) {
    this.time = time;
    for (int i = 0; i < nodes + RESERVE; i++) {
      NodeId id = new NodeId("n%02d".formatted(i));
      NodeFacts.Role role = i < nodes ? NodeFacts.Role.REGULAR : NodeFacts.Role.STANDBY;
      hosts.put(id, new Host(id, role, models(i), random.split()));
    }
    this.order = List.copyOf(hosts.values());
  }

  private static Set<ModelName> models(int i) {
    ModelName common = ModelName.of("common");
    return i % 7 == 0 ? Set.of(common, ModelName.of("rare")) : Set.of(common);
  }

  long second() {
    return time.nanos() / 1_000_000_000L;
  }

  List<Host> hosts() {
    return order;
  }

  Host host(NodeId id) {
    Host host = hosts.get(id);
    if (host == null) {
      throw new IllegalArgumentException("no node " + id);
    }
    return host;
  }

  /**
   * Spreads the requests of a tick over the nodes that take some, by weight, and counts what comes
   * of them.
   */
  void serve(double demand) {
    double left = demand;
    order.forEach(host -> host.inFlight = 0);
    for (int round = 0; round < 4 && left > 1e-6; round++) {
      double weights = order.stream().filter(Fleet::free).mapToDouble(host -> host.weight).sum();
      if (weights == 0) {
        break;
      }
      double share = left / weights;
      for (Host host : order) {
        if (free(host)) {
          double more = Math.min(share * host.weight, host.places() - host.inFlight);
          host.inFlight += more;
          left -= more;
        }
      }
    }
    waiting = left;
    offered += demand;
    served += order.stream().mapToDouble(host -> host.inFlight * host.quality()).sum();
  }

  private static boolean free(Host host) {
    return host.places() - host.inFlight > 1e-9;
  }

  double availability() {
    return served / offered;
  }

  /** What plain detectors find. */
  List<Fault> symptoms() {
    List<Fault> faults = new ArrayList<>();
    order.forEach(host -> faults.addAll(host.symptoms().faults(host.dead(), time.now())));
    return faults;
  }

  /**
   * @param faults that are known
   */
  Facts facts(List<Fault> faults) {
    List<NodeFacts> nodes = order.stream().map(host -> host.facts(second())).toList();
    return new Facts(nodes, faults, (int) Math.ceil(waiting));
  }

  @Override
  public CompletionStage<ActResult> act(NodeId node, Act act, Fence fence) {
    Host host = host(node);
    return switch (act) {
      case Act.Drain _ -> {
        host.drained = true;
        yield after(DRAINING, () -> !host.hangs(), "it does not end its answers");
      }
      case Act.Undrain _ -> {
        host.drained = false;
        yield after(Duration.ZERO, () -> true, "");
      }
      case Act.Unload _ -> after(QUICK, () -> host.unload(second()), "no answer");
      case Act.Restart _ ->
          host.restart(second())
              ? after(STARTING, () -> true, "")
              : after(STARTING, () -> false, "it does not come up");
      case Act.Start _, Act.Stop _, Act.Pull _, Act.Diagnose _ ->
          CompletableFuture.completedFuture(ActResult.refused("not simulated"));
    };
  }

  private CompletionStage<ActResult> after(Duration delay, BooleanSupplier effect, String reason) {
    CompletableFuture<ActResult> result = new CompletableFuture<>();
    time.schedule(
        delay,
        () ->
            result.complete(
                effect.getAsBoolean() ? ActResult.done("", Map.of()) : ActResult.failed(reason)));
    return result;
  }

  @Override
  public List<NodeId> spares() {
    return List.of();
  }

  @Override
  public void weight(NodeId node, double share) {
    host(node).weight = share;
  }

  @Override
  public void admit(NodeId node, int most) {
    host(node).admit = most;
  }

  @Override
  public void serve(NodeId node, ModelName model, boolean whether) {
    // all nodes have the common model; the few requests for others are not told apart
  }

  @Override
  public void hold(NodeId node, String reason) {
    host(node).held = true;
  }

  @Override
  public void release(NodeId node) {
    host(node).held = false;
  }

  @Override
  public void moveStreams(NodeId node) {
    host(node).inFlight = 0;
  }

  @Override
  public void promote(ModelName model, NodeId node) {
    // loading is quick here
  }

  @Override
  public void join(NodeId standby) {
    host(standby).role = NodeFacts.Role.JOINED;
  }

  @Override
  public void retire(NodeId extra) {
    Host host = host(extra);
    host.role = NodeFacts.Role.STANDBY;
    host.drained = false;
  }
}
