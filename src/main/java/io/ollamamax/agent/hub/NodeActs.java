package io.ollamamax.agent.hub;

import io.ollamamax.agent.ModelActs;
import io.ollamamax.cluster.NodeId;
import io.ollamamax.healing.Act;
import io.ollamamax.healing.ActResult;
import io.ollamamax.healing.Fence;
import io.ollamamax.healing.NodeControl;
import io.ollamamax.loop.Sequencer;
import io.ollamamax.loop.Time;
import io.ollamamax.nodes.Nodes;
import io.ollamamax.nodes.Refused;
import io.ollamamax.telemetry.Supervisions;
import java.lang.System.Logger.Level;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import java.util.function.Supplier;
import java.util.function.ToIntFunction;

/**
 * Carries acts out: the gateway itself drains, the node's agent does the rest. Of a node without
 * one the gateway itself unloads and pulls models.
 */
public final class NodeActs implements NodeControl {
  private static final System.Logger LOG = System.getLogger("agents");
  private static final Duration LOOK_AGAIN = Duration.ofMillis(100);
  private static final Duration READY = Duration.ofSeconds(60);
  private static final Duration QUICK = Duration.ofSeconds(30);
  private static final Duration LONG = Duration.ofHours(2);

  private final Nodes nodes;
  private final AgentHub hub;
  private final Supervisions supervisions;
  private final ToIntFunction<NodeId> inFlight;
  private final Function<NodeId, Optional<ModelActs.Way>> ways;
  private final Executor blocking;
  private final Sequencer control;
  private final Time time;

  /**
   * @param inFlight how many requests run on a node
   * @param ways to nodes without an agent
   * @param blocking runs what blocks
   * @param control runs all that is done to {@code nodes} and {@code hub}
   */
  public NodeActs(
      Nodes nodes,
      AgentHub hub,
      Supervisions supervisions,
      ToIntFunction<NodeId> inFlight,
      Function<NodeId, Optional<ModelActs.Way>> ways,
      Executor blocking,
      Sequencer control,
      Time time) {
    this.nodes = nodes;
    this.hub = hub;
    this.supervisions = supervisions;
    this.inFlight = inFlight;
    this.ways = ways;
    this.blocking = blocking;
    this.control = control;
    this.time = time;
  }

  @Override
  public CompletionStage<ActResult> act(NodeId node, Act act, Fence fence) {
    CompletableFuture<ActResult> done = new CompletableFuture<>();
    control.execute(
        () -> {
          try {
            begin(node, act, fence).thenAccept(done::complete);
          } catch (Refused e) {
            done.complete(ActResult.refused(String.valueOf(e.getMessage())));
          } catch (RuntimeException e) {
            LOG.log(Level.ERROR, "an act failed", e);
            done.complete(ActResult.failed("an internal error; see the gateway's log"));
          }
        });
    return done;
  }

  private CompletionStage<ActResult> begin(NodeId node, Act act, Fence fence) {
    return switch (act) {
      case Act.Drain drain -> drain(node, drain.patience());
      case Act.Undrain _ -> {
        nodes.resume(node);
        yield CompletableFuture.completedFuture(ActResult.done("it gets requests", Map.of()));
      }
      case Act.Restart restart -> hub.order(node, act, fence, restart.grace().plus(READY));
      case Act.Stop stop -> hub.order(node, act, fence, stop.grace().plus(QUICK));
      case Act.Start _ -> hub.order(node, act, fence, READY);
      case Act.Diagnose _ -> hub.order(node, act, fence, QUICK);
      case Act.Unload unload ->
          plain(node)
              .map(acts -> elsewhere(() -> acts.unload(unload.model(), QUICK)))
              .orElseGet(() -> hub.order(node, act, fence, QUICK));
      case Act.Pull pull ->
          plain(node)
              .map(acts -> elsewhere(() -> acts.pull(pull.model(), LONG)))
              .orElseGet(() -> hub.order(node, act, fence, LONG));
    };
  }

  /** The gateway's own acts on a node that has no agent. */
  private Optional<ModelActs> plain(NodeId node) {
    return hub.has(node) ? Optional.empty() : ways.apply(node).map(way -> new ModelActs(way, time));
  }

  private CompletionStage<ActResult> elsewhere(Supplier<ActResult> task) {
    return CompletableFuture.supplyAsync(task, blocking)
        .exceptionally(failure -> ActResult.failed("an internal error: " + failure));
  }

  private CompletionStage<ActResult> drain(NodeId node, Duration patience) {
    nodes.rest(node);
    CompletableFuture<ActResult> done = new CompletableFuture<>();
    control.schedule(LOOK_AGAIN, () -> drained(node, time.nanos(), patience, done));
    return done;
  }

  private void drained(
      NodeId node, long begun, Duration patience, CompletableFuture<ActResult> done) {
    int running = inFlight.applyAsInt(node);
    Map<String, Long> took = Map.of("took_ms", TimeUnit.NANOSECONDS.toMillis(time.nanos() - begun));
    if (running == 0) {
      done.complete(ActResult.done("its last answer has ended", took));
    } else if (time.nanos() - begun > patience.toNanos()) {
      done.complete(ActResult.failed(running + " answers still run"));
    } else {
      control.schedule(LOOK_AGAIN, () -> drained(node, begun, patience, done));
    }
  }

  @Override
  public List<NodeId> spares() {
    return supervisions.spares();
  }
}
