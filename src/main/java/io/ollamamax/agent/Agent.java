package io.ollamamax.agent;

import io.ollamamax.agent.service.Answering;
import io.ollamamax.agent.service.Service;
import io.ollamamax.agent.service.Supervisor;
import io.ollamamax.agent.wire.Order;
import io.ollamamax.agent.wire.Phase;
import io.ollamamax.agent.wire.ServiceState;
import io.ollamamax.cluster.NodeId;
import io.ollamamax.healing.Act;
import io.ollamamax.healing.ActResult;
import io.ollamamax.loop.Sequencer;
import io.ollamamax.loop.Time;
import io.ollamamax.telemetry.HostSample;
import io.ollamamax.telemetry.ServiceSample;
import java.lang.System.Logger.Level;
import java.net.URI;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Executor;
import java.util.function.Consumer;
import java.util.function.Supplier;
import java.util.stream.Collectors;

/**
 * The services of a host, kept running whatever the gateways do, and what gateways may order of
 * them. Its methods run on the agent's control thread.
 */
public final class Agent {
  private static final System.Logger LOG = System.getLogger("agent");

  /** Samples kept for gateways that cannot be reached: two minutes at one a second. */
  private static final int KEPT = 120;

  private record Kept(Managed managed, Supervisor supervisor) {}

  private final Map<NodeId, Kept> services = new LinkedHashMap<>();
  private final ArrayDeque<HostSample> samples = new ArrayDeque<>();
  private final List<Runnable> listeners = new ArrayList<>();
  private final ModelFiles files;
  private final FenceGuard fences;
  private final ServiceCalls calls;
  private final Executor blocking;
  private final Time time;
  private final Sequencer control;
  private final Map<NodeId, String> told = new LinkedHashMap<>();

  /**
   * @param managed the services
   * @param calls reach the services
   * @param blocking runs what blocks
   */
  public Agent(
      List<Managed> managed,
      AgentState state,
      ServiceCalls calls,
      Executor blocking,
      Time time,
      Sequencer control) {
    this.files =
        new ModelFiles(managed.stream().collect(Collectors.toMap(Managed::id, Managed::models)));
    this.fences = new FenceGuard(state);
    this.calls = calls;
    this.blocking = blocking;
    this.time = time;
    this.control = control;
    Answering answering = calls;
    for (Managed one : managed) {
      Supervisor supervisor =
          new Supervisor(
              one.service(), one.rules(), answering, time, control, () -> changed(one.id()));
      services.put(one.id(), new Kept(one, supervisor));
    }
  }

  /** Is told whenever there is something new to report. */
  void onChange(Runnable listener) {
    listeners.add(listener);
  }

  /** Starts all services that are no spares. */
  public void start() {
    services.values().stream()
        .filter(kept -> !kept.managed().spare())
        .forEach(kept -> kept.supervisor().start());
  }

  /** Starts no service again. */
  public void release() {
    services.values().forEach(kept -> kept.supervisor().release());
  }

  private void changed(NodeId id) {
    Kept kept = services.get(id);
    if (kept != null) { // nothing is told while the agent is being made
      log(state(kept));
      listeners.forEach(Runnable::run);
    }
  }

  private void log(ServiceState state) {
    String line =
        state.phase().wire() + (state.finding().isEmpty() ? "" : " (" + state.finding() + ")");
    if (!line.equals(told.put(state.id(), line))) {
      LOG.log(
          state.mode().isEmpty() ? Level.INFO : Level.WARNING,
          "service {0} is {1}",
          state.id(),
          line);
    }
  }

  /** The host was measured. */
  public void measured(HostSample sample) {
    if (samples.size() == KEPT) {
      samples.removeFirst();
    }
    samples.addLast(sample);
    services.values().forEach(kept -> log(state(kept)));
    listeners.forEach(Runnable::run);
  }

  /** The samples kept, the oldest first. */
  List<HostSample> samples() {
    return List.copyOf(samples);
  }

  /**
   * The processes to be measured: of each service that runs its pid, and how often it restarted.
   */
  public Map<NodeId, ServiceSample> processes() {
    Map<NodeId, ServiceSample> running = new LinkedHashMap<>();
    services.forEach(
        (id, kept) -> {
          Supervisor.State state = kept.supervisor().state();
          if (state.pid() > 0) {
            running.put(id, ServiceSample.unmeasured(state.pid(), state.restarts()));
          }
        });
    return running;
  }

  /** All services as they are now. */
  List<ServiceState> services() {
    return services.values().stream().map(this::state).toList();
  }

  private ServiceState state(Kept kept) {
    Managed managed = kept.managed();
    Supervisor.State state = kept.supervisor().state();
    Service.Ending finding =
        isStopped(managed.id(), state.pid())
            ? new Service.Ending(
                "stopped",
                "its process %d is stopped (SIGSTOP): 'kill -CONT %d' lets it go on"
                    .formatted(state.pid(), state.pid()))
            : state.ending();
    return new ServiceState(
        managed.id(),
        managed.kind(),
        state.url().map(managed.told()),
        managed.labels(),
        managed.spare(),
        state.phase(),
        state.pid(),
        state.restarts(),
        finding.mode(),
        finding.reason());
  }

  private boolean isStopped(NodeId id, long pid) {
    HostSample last = samples.peekLast();
    ServiceSample service = last == null ? null : last.services().get(id);
    return service != null && service.pid() == pid && service.stopped();
  }

  /** The files of models that gateways may have. */
  ModelFiles files() {
    return files;
  }

  /** Carries an order out; what came of it is told once, on the control thread. */
  void carryOut(Order order, Consumer<ActResult> done) {
    Kept kept = services.get(order.node());
    if (kept == null) {
      done.accept(ActResult.refused("this agent has no service " + order.node()));
      return;
    }
    Optional<String> refusal = fences.refusal(order.node(), order.fence());
    if (refusal.isPresent()) {
      done.accept(ActResult.refused("fenced: " + refusal.get()));
      return;
    }
    LOG.log(Level.INFO, "service {0}: ordered to {1}", order.node(), order.act());
    Supervisor supervisor = kept.supervisor();
    switch (order.act()) {
      case Act.Restart restart -> supervisor.restart(restart.grace(), order.patience(), done);
      case Act.Start _ -> supervisor.start(order.patience(), done);
      case Act.Stop stop -> stop(kept, stop, order, done);
      case Act.Unload unload ->
          atService(kept, done, url -> acts(url).unload(unload.model(), order.patience()));
      case Act.Pull pull ->
          atService(kept, done, url -> acts(url).pull(pull.model(), order.patience()));
      case Act.Diagnose _ -> {
        Diagnosis diagnosis = new Diagnosis(state(kept), kept.managed().service().log(), samples());
        elsewhere(done, () -> ActResult.done(diagnosis.text(), Map.of()));
      }
      case Act.Drain _, Act.Undrain _ ->
          done.accept(ActResult.refused("the gateway itself drains"));
    }
  }

  private ModelActs acts(URI url) {
    return new ModelActs(calls.to(url), time);
  }

  private static void stop(Kept kept, Act.Stop stop, Order order, Consumer<ActResult> done) {
    if (kept.managed().spare()) {
      kept.supervisor().stop(stop.grace(), order.patience(), done);
    } else {
      done.accept(ActResult.refused("only a spare service is stopped by order"));
    }
  }

  /** A call of the service that runs. */
  private interface Call {
    ActResult at(URI url);
  }

  private void atService(Kept kept, Consumer<ActResult> done, Call call) {
    Supervisor.State state = kept.supervisor().state();
    if (state.phase() != Phase.RUNNING || state.url().isEmpty()) {
      done.accept(ActResult.refused("the service is " + state.phase().wire()));
      return;
    }
    URI url = state.url().get();
    elsewhere(done, () -> call.at(url));
  }

  private void elsewhere(Consumer<ActResult> done, Supplier<ActResult> task) {
    blocking.execute(
        () -> {
          ActResult result;
          try {
            result = task.get();
          } catch (RuntimeException e) {
            LOG.log(Level.ERROR, "an order failed", e);
            result = ActResult.failed("an internal error; see the agent's log");
          }
          ActResult told = result;
          control.execute(() -> done.accept(told));
        });
  }
}
