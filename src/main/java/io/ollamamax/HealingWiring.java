package io.ollamamax;

import io.ollamamax.api.HealingApi;
import io.ollamamax.cluster.Cluster;
import io.ollamamax.cluster.ControlState;
import io.ollamamax.cluster.NodeId;
import io.ollamamax.config.FaultTolerance;
import io.ollamamax.events.Events;
import io.ollamamax.healing.Healer;
import io.ollamamax.healing.HealingSettings;
import io.ollamamax.healing.HealingView;
import io.ollamamax.http.Route;
import io.ollamamax.loop.Sequencer;
import io.ollamamax.loop.Time;
import io.ollamamax.metrics.HealingLog;
import io.ollamamax.request.Loads;
import io.ollamamax.request.NodeLoads;
import io.ollamamax.webhooks.Webhooks;
import java.util.List;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.Executor;
import java.util.function.Consumer;
import java.util.function.Supplier;
import java.util.random.RandomGenerator;

/** Joins healing to what it sees and to what it acts by. */
final class HealingWiring {
  private final Healer healer;
  private final Sequencer control;
  private final List<Runnable> onPerson = new CopyOnWriteArrayList<>();

  /**
   * @param streams moves the answers that a node gives to others
   * @param acting is told of each node that something is done to
   */
  HealingWiring(
      Cluster cluster,
      NodeLoads loads,
      Loads modelLoads,
      NodeWiring nodes,
      AgentWiring agents,
      Monitoring monitoring,
      LiveConfig live,
      ControlState state,
      Consumer<NodeId> streams,
      Consumer<NodeId> acting,
      Events events,
      Executor blocking,
      Sequencer control,
      Time time,
      RandomGenerator random) {
    this.control = control;
    HealingFacts facts =
        new HealingFacts(
            cluster,
            loads,
            modelLoads,
            agents.supervisions(),
            monitoring::faults,
            () -> live.config().scaling());
    Webhooks webhooks =
        new Webhooks(
            () -> live.config().healing().webhooks(),
            () -> retry(live),
            blocking,
            control,
            time,
            random);
    this.healer =
        new Healer(
            () -> HealingSettings.of(live.config()),
            facts,
            agents.acts(),
            new HealingTraffic(cluster, nodes.nodes(), loads, modelLoads, streams, facts::joined),
            new HealingJournal(state, new Fences(state), blocking),
            new HealingLog(
                monitoring.figures(),
                acting,
                (subject, text) -> {
                  webhooks.tell(subject, text);
                  onPerson.forEach(Runnable::run);
                }),
            events,
            control,
            time,
            random);
    agents.onRestart(healer::supervised);
    monitoring.onFault(healer::lookSoon);
  }

  private static Webhooks.Retry retry(LiveConfig live) {
    FaultTolerance core = live.config().faultTolerance();
    return new Webhooks.Retry(core.maxRetries(), core.retryBackoff(), core.recoveryTimeout());
  }

  /** Runs the task, on the control thread, when something was found that a person must look at. */
  void onPerson(Runnable task) {
    onPerson.add(task);
  }

  /** What it keeps over a restart; to be used on the control thread. */
  Healer healer() {
    return healer;
  }

  /** Begins to look; any thread may call. */
  void start() {
    control.execute(healer::start);
  }

  /** The configuration was changed; any thread may call. */
  void reconfigure() {
    control.execute(healer::lookSoon);
  }

  /** The state as of the last look; any thread may call. */
  HealingView view() {
    return healer.view();
  }

  /**
   * The routes of the API.
   *
   * @param keep makes durable what healing knows
   */
  List<Route> routes(Supplier<CompletionStage<?>> keep) {
    return new HealingApi(healer, control, keep).routes();
  }
}
