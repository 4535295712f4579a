package io.ollamamax;

import io.ollamamax.api.EventsApi;
import io.ollamamax.api.FaultToleranceApi;
import io.ollamamax.api.PerformanceApi;
import io.ollamamax.api.RequestsApi;
import io.ollamamax.cluster.Cluster;
import io.ollamamax.cluster.ClusterView;
import io.ollamamax.cluster.Fault;
import io.ollamamax.cluster.Faults;
import io.ollamamax.cluster.NodeId;
import io.ollamamax.cluster.NodeView;
import io.ollamamax.config.FaultTolerance;
import io.ollamamax.events.Events;
import io.ollamamax.healing.HealingView;
import io.ollamamax.healing.Strategy;
import io.ollamamax.health.Pressure;
import io.ollamamax.http.Route;
import io.ollamamax.loop.ControlThread;
import io.ollamamax.loop.Periodic;
import io.ollamamax.loop.ScoringThread;
import io.ollamamax.loop.Time;
import io.ollamamax.metrics.ClusterMetrics;
import io.ollamamax.metrics.Exposition;
import io.ollamamax.metrics.FaultLog;
import io.ollamamax.metrics.FaultToleranceMetrics;
import io.ollamamax.metrics.FlowEvents;
import io.ollamamax.metrics.FlowMetrics;
import io.ollamamax.metrics.FlowTracking;
import io.ollamamax.metrics.Machinery;
import io.ollamamax.metrics.RedundancyLog;
import io.ollamamax.prediction.PredictionView;
import io.ollamamax.redundancy.RedundancyView;
import io.ollamamax.request.BreakerFaults;
import io.ollamamax.request.FlowObserver;
import io.ollamamax.request.NodeLoads;
import io.ollamamax.request.RecentRequests;
import io.ollamamax.telemetry.TelemetryStore;
import io.ollamamax.tracking.Tracker;
import io.ollamamax.tracking.TrackingLoop;
import io.prometheus.metrics.model.registry.PrometheusRegistry;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.Set;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Supplier;
import java.util.stream.Collectors;

/** Joins what sees (requests, probes, telemetry) to what tells: events, figures, open faults. */
final class Monitoring {
  private static final int REQUESTS_KEPT = 10_000;
  private static final Duration LOOK = Duration.ofSeconds(1);
  private static final List<String> STRATEGIES =
      Arrays.stream(Strategy.values()).map(Strategy::wire).toList();

  private final Cluster cluster;
  private final NodeLoads loads;
  private final ControlThread control;
  private final Time time;
  private final Supplier<List<Fault>> probed;
  private final Events events;
  private final RecentRequests requests;
  private final Tracker tracker;
  private final TrackingLoop tracking;
  private final Faults faults;
  private final TelemetryStore telemetry;
  private final PrometheusRegistry registry = new PrometheusRegistry();
  private final FaultToleranceMetrics figures;
  private final Machinery machinery;
  private final LiveConfig live;
  private Supplier<Optional<PredictionView>> predictions = Optional::empty;
  private Supplier<Optional<RedundancyView>> copies = Optional::empty;
  private final List<Runnable> onFault = new CopyOnWriteArrayList<>();
  private Set<NodeId> known = Set.of();

  /**
   * @param probed what probes found wrong; asked on the control thread
   */
  Monitoring(
      Cluster cluster,
      NodeLoads loads,
      ControlThread control,
      ScoringThread scoring,
      Time time,
      LiveConfig live,
      Supplier<List<Fault>> probed,
      TelemetryStore telemetry,
      Events events) {
    this.cluster = cluster;
    this.loads = loads;
    this.control = control;
    this.time = time;
    this.live = live;
    this.probed = probed;
    this.telemetry = telemetry;
    this.events = events;
    this.requests = new RecentRequests(REQUESTS_KEPT, time::now);
    this.tracker = new Tracker(live::tracking);
    FaultLog log = new FaultLog(events);
    this.faults =
        new Faults(
            List.of(
                log,
                new ClusterMetrics(
                    registry, cluster::view, this::openFaults, id -> loads.of(id).inFlight())));
    this.figures = new FaultToleranceMetrics(registry, STRATEGIES, this::accuracy);
    this.machinery =
        new Machinery(
            registry,
            time::nanos,
            () -> control.cpuNanos() + scoring.cpuNanos(),
            () -> tracker.bytes() + events.bytes());
    this.tracking =
        new TrackingLoop(
            tracker,
            control,
            scoring,
            time,
            () -> live.config().faultTolerance().selfHealing().monitoringInterval(),
            log);
  }

  /** Begins to look; any thread may call. */
  void start() {
    Periodic look = new Periodic(control, () -> LOOK, this::look);
    control.execute(
        () -> {
          cluster.onChange(this::changed);
          look.start();
          tracking.start();
        });
  }

  private void changed(ClusterView view) {
    Set<NodeId> now = view.nodes().stream().map(NodeView::id).collect(Collectors.toSet());
    Set<NodeId> gone = new HashSet<>(known);
    gone.removeAll(now);
    known = now;
    if (!gone.isEmpty()) {
      tracking.retain(now);
    }
    look();
  }

  private void look() {
    List<Fault> found = new ArrayList<>(probed.get());
    ClusterView view = cluster.view();
    found.addAll(BreakerFaults.of(view, loads));
    found.addAll(tracking.faults());
    predictions.get().ifPresent(seen -> found.addAll(seen.faults()));
    copies.get().ifPresent(seen -> found.addAll(seen.faults()));
    view.nodes()
        .forEach(
            node ->
                telemetry
                    .latest(node.id())
                    .ifPresent(sample -> found.addAll(Pressure.of(node.id(), sample))));
    List<Faults.Open> before = faults.open();
    faults.look(found, time.now());
    if (!before.containsAll(faults.open())) {
      onFault.forEach(Runnable::run);
    }
  }

  /** What is wrong now; to be used on the control thread. */
  List<Fault> faults() {
    return faults.open().stream().map(Faults.Open::fault).toList();
  }

  private OptionalDouble accuracy() {
    return predictions.get().map(view -> view.standing().accuracy()).stream()
        .filter(share -> !Double.isNaN(share))
        .mapToDouble(share -> share)
        .findFirst();
  }

  /** What is predicted; called once, before the start. */
  void predictions(Supplier<PredictionView> view) {
    predictions = () -> Optional.of(view.get());
  }

  /** How copies stand; called once, before the start. */
  void copies(Supplier<RedundancyView> view) {
    copies = () -> Optional.of(view.get());
    RedundancyLog.register(registry, view);
  }

  /** What is usual for each model on each node. */
  Tracker tracker() {
    return tracker;
  }

  /** Where healing counts what it does. */
  FaultToleranceMetrics figures() {
    return figures;
  }

  /** Runs the task, on the control thread, when a fault was found. */
  void onFault(Runnable task) {
    onFault.add(task);
  }

  /** Takes over what is not read anew at each use; any thread may call. */
  void reconfigure(FaultTolerance before, FaultTolerance after) {
    if (!before
        .selfHealing()
        .monitoringInterval()
        .equals(after.selfHealing().monitoringInterval())) {
      control.execute(tracking::retime);
    }
  }

  /** What is to be told of requests. */
  List<FlowObserver> observers() {
    return List.of(
        new FlowEvents(events),
        new FlowTracking(tracker, time),
        new FlowMetrics(registry),
        requests);
  }

  List<Route> routes(Supplier<HealingView> healing) {
    List<Route> routes = new ArrayList<>(new EventsApi(events).routes());
    routes.addAll(new RequestsApi(requests, events).routes());
    routes.addAll(new PerformanceApi(() -> tracker.view(time.nanos())).routes());
    routes.addAll(
        new FaultToleranceApi(
                () -> live.config().faultTolerance().enabled(),
                this::openFaults,
                healing,
                this::machinery)
            .routes());
    routes.addAll(new Exposition(registry).routes());
    return routes;
  }

  private List<Faults.Open> openFaults() {
    return faults.open();
  }

  private FaultToleranceApi.Figures machinery() {
    return new FaultToleranceApi.Figures(
        machinery.cpuPercent(), machinery.memoryBytes(), figures.latencies());
  }
}
