package io.ollamamax;

import io.ollamamax.api.AdminApi;
import io.ollamamax.api.ConfigApi;
import io.ollamamax.api.ConfigHealth;
import io.ollamamax.api.NodesApi;
import io.ollamamax.api.StatusPage;
import io.ollamamax.cluster.Cluster;
import io.ollamamax.cluster.MemoryControlState;
import io.ollamamax.cluster.NodeId;
import io.ollamamax.config.Config;
import io.ollamamax.config.Gateway;
import io.ollamamax.config.NodeSettings;
import io.ollamamax.config.store.ConfigStore;
import io.ollamamax.config.store.Launch;
import io.ollamamax.events.Events;
import io.ollamamax.gateway.Endpoints;
import io.ollamamax.gateway.GatewayServer;
import io.ollamamax.gateway.HostNames;
import io.ollamamax.gateway.MergedReads;
import io.ollamamax.gateway.ModelLoader;
import io.ollamamax.gateway.NodeClient;
import io.ollamamax.gateway.NodeProbe;
import io.ollamamax.gateway.ResponsesRelay;
import io.ollamamax.gateway.V1Routes;
import io.ollamamax.gateway.models.ModelManagement;
import io.ollamamax.http.Route;
import io.ollamamax.http.Routes;
import io.ollamamax.logging.Logs;
import io.ollamamax.loop.ControlThread;
import io.ollamamax.loop.ScoringThread;
import io.ollamamax.loop.SystemTime;
import io.ollamamax.loop.Time;
import io.ollamamax.metrics.FlowObservers;
import io.ollamamax.metrics.OpenTelemetryTracing;
import io.ollamamax.metrics.RequestLog;
import io.ollamamax.request.CrashLog;
import io.ollamamax.request.FlowObserver;
import io.ollamamax.request.Loads;
import io.ollamamax.request.NodeLoads;
import io.ollamamax.request.RetainedBytes;
import io.ollamamax.request.RetryBudget;
import io.ollamamax.request.Router;
import io.ollamamax.request.Shared;
import io.ollamamax.request.Tracing;
import io.ollamamax.telemetry.TelemetryStore;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.ThreadLocalRandom;
import java.util.random.RandomGenerator;

/** One gateway with all its parts; made whole or not at all, ended by {@link #close}. */
public final class GatewayApp implements AutoCloseable {
  private static final Duration LOOK_UP = Duration.ofSeconds(5);
  private static final int EVENTS_KEPT = 10_000;

  private final Cluster cluster = new Cluster();
  private final Time time = new SystemTime();
  private final NodeLoads loads = new NodeLoads();
  private final TelemetryStore telemetry = new TelemetryStore();
  private final ControlThread control = new ControlThread();
  private final ExecutorService blocking = Executors.newVirtualThreadPerTaskExecutor();
  private final RandomGenerator random = () -> ThreadLocalRandom.current().nextLong();
  private final ScoringThread scoring = new ScoringThread(control);
  private final Events events = new Events(EVENTS_KEPT, time::now);
  private final Tracing tracing =
      OpenTelemetryTracing.wanted(System.getenv()) ? OpenTelemetryTracing.start() : Tracing.NONE;
  private final ConfigStore store;
  private final LiveConfig live;
  private final NodeWiring nodes;
  private final Monitoring monitoring;
  private final GatewayServer server;
  private final AgentWiring agents;
  private final PredictionWiring prediction;
  private final HealingWiring healing;
  private final RedundancyWiring redundancy;
  private final CheckpointWiring checkpoints;
  private final EmbeddedWiring embedded;

  /** Starts a gateway whose configuration ends with it: for tests and demonstrations. */
  public GatewayApp(Config config, InetSocketAddress listen, String token, int embeddedNodes)
      throws IOException {
    this(config, listen, token, embeddedNodes, HostNames.Resolver::system);
  }

  /**
   * Starts a gateway whose configuration ends with it.
   *
   * @param resolver looks up the nodes' host names
   */
  GatewayApp(
      Config config,
      InetSocketAddress listen,
      String token,
      int embeddedNodes,
      HostNames.Resolver resolver)
      throws IOException {
    this(
        new ConfigStore(new MemoryControlState(), Launch.of(config), new SystemTime()),
        List.of(),
        listen,
        token,
        EmbeddedPlan.of(embeddedNodes),
        resolver);
  }

  /**
   * Starts a gateway.
   *
   * @param store the configuration, closed with the gateway
   * @param found nodes beside the configured ones
   * @param token that clients must present; empty for none, on loopback only
   * @param plan of embedded nodes to run beside the other nodes
   * @throws IOException where the address cannot be listened at
   */
  public GatewayApp(
      ConfigStore store,
      List<NodeSettings> found,
      InetSocketAddress listen,
      String token,
      EmbeddedPlan plan)
      throws IOException {
    this(store, found, listen, token, plan, HostNames.Resolver::system);
  }

  private GatewayApp(
      ConfigStore store,
      List<NodeSettings> found,
      InetSocketAddress listen,
      String token,
      EmbeddedPlan plan,
      HostNames.Resolver resolver)
      throws IOException {
    this.store = store;
    this.live = new LiveConfig(store, events);
    Config config = live.config();
    this.embedded = new EmbeddedWiring(plan, config.embedded());
    Endpoints endpoints = new Endpoints();
    NodeClient nodeClient = new NodeClient(endpoints);
    HostNames names = new HostNames(resolver, blocking, LOOK_UP, time);
    this.nodes =
        new NodeWiring(
            cluster,
            loads,
            endpoints,
            new NodeProbe(nodeClient, blocking),
            names,
            control,
            time,
            live::probing,
            random,
            events);
    this.monitoring =
        new Monitoring(
            cluster, loads, control, scoring, time, live, nodes::faults, telemetry, events);
    this.agents =
        new AgentWiring(
            store.state(),
            !token.isEmpty(),
            nodes,
            new PlainNodes(cluster, nodeClient),
            blocking,
            telemetry,
            events,
            control,
            time);
    this.prediction =
        new PredictionWiring(
            cluster,
            telemetry,
            agents.supervisions(),
            nodes::inFlight,
            monitoring,
            live,
            events,
            control,
            scoring,
            time,
            random);
    this.redundancy =
        new RedundancyWiring(
            cluster,
            telemetry,
            nodes,
            agents,
            monitoring,
            nodeClient,
            live,
            store.state(),
            this::address,
            events,
            blocking,
            control,
            scoring,
            time,
            random);
    FlowObserver observer = observer();
    Loads modelLoads =
        new Loads(
            new ModelLoader(nodeClient, blocking, () -> live.config().gateway().firstTokenMax()),
            observer::loaded);
    this.healing =
        new HealingWiring(
            cluster,
            loads,
            modelLoads,
            nodes,
            agents,
            monitoring,
            live,
            store.state(),
            this::moveAwayFrom,
            prediction::acted,
            events,
            blocking,
            control,
            time,
            random);
    this.checkpoints =
        new CheckpointWiring(
            ControlStates.folder(store.state()),
            cluster,
            loads,
            nodes,
            monitoring,
            healing,
            prediction,
            live,
            control,
            scoring,
            blocking,
            time,
            random);
    this.server = serve(config, listen, token, endpoints, names, nodeClient, modelLoads, observer);
    monitoring.start();
    prediction.start();
    config.nodes().forEach(nodes::add);
    found.forEach(nodes::add);
    checkpoints.start(
        () -> {
          healing.start();
          redundancy.start();
        });
    live.onChange(this::reconfigure);
    embedded.start(
        URI.create("http://127.0.0.1:" + address().getPort()),
        agents::joinToken,
        config.agent().sampleInterval());
  }

  private FlowObserver observer() {
    List<FlowObserver> observers = new ArrayList<>(monitoring.observers());
    observers.add(prediction.observer());
    observers.add(redundancy.observer());
    observers.add(new RequestLog(() -> live.config().logging().access()));
    observers.add(new Suspicions(nodes::suspect));
    return new FlowObservers(observers);
  }

  private void moveAwayFrom(NodeId node) {
    server.moveAwayFrom(node);
  }

  private GatewayServer serve(
      Config config,
      InetSocketAddress listen,
      String token,
      Endpoints endpoints,
      HostNames names,
      NodeClient nodeClient,
      Loads modelLoads,
      FlowObserver observer)
      throws IOException {
    Gateway gateway = config.gateway();
    Shared shared =
        new Shared(
            live::policy,
            () -> cluster.view().routes(),
            new Router(loads, random),
            loads,
            new RetryBudget(gateway.retryBudget(), gateway.retryBudgetFloor()),
            new RetainedBytes(gateway.retainedBytes().bytes()),
            new CrashLog(),
            modelLoads,
            time,
            random,
            observer);
    List<Route> routes = new ArrayList<>();
    MergedReads reads = new MergedReads(cluster::view, nodeClient, blocking);
    routes.addAll(reads.routes());
    routes.addAll(new V1Routes(reads).routes());
    routes.addAll(new ResponsesRelay(shared, live::rules, nodeClient, this::requestId).routes());
    routes.addAll(
        new ModelManagement(
                cluster::view,
                nodeClient,
                blocking,
                nodes::refresh,
                model -> Policies.copies(live.config(), model),
                () -> Policies.copies(live.config()),
                () -> Policies.transfers(live.config().faultTolerance(), live.config().gateway()),
                time,
                random)
            .routes());
    ConfigHealth health = new ConfigHealth(store);
    routes.addAll(
        new AdminApi(cluster::view, List.of(health::parts, redundancy::health, checkpoints::health))
            .routes());
    routes.addAll(new StatusPage().routes());
    routes.addAll(new ConfigApi(store).routes());
    routes.addAll(monitoring.routes(healing::view));
    routes.addAll(prediction.routes());
    routes.addAll(healing.routes(checkpoints::save));
    routes.addAll(checkpoints.routes());
    routes.addAll(redundancy.routes());
    routes.addAll(
        new NodesApi(cluster::view, loads, nodes.nodes(), agents.supervisions(), control).routes());
    routes.addAll(agents.routes(cluster::view));
    if (listen.getAddress().isLoopbackAddress()) {
      routes.addAll(embedded.routes(events));
    }
    GatewayServer.Options options =
        new GatewayServer.Options(
            listen,
            token,
            gateway.maxBody().bytes(),
            gateway.eventLoops(),
            gateway.connectTimeout(),
            gateway.drainTimeout());
    try {
      return new GatewayServer(
          options,
          shared,
          endpoints,
          names,
          new Routes(routes),
          live::rules,
          this::requestId,
          tracing);
    } catch (IOException e) {
      scoring.close();
      control.close();
      blocking.close();
      throw e;
    }
  }

  /** Takes over what is not read anew at each use. */
  private void reconfigure(Config before, Config after) {
    nodes.reconfigure(before.nodes(), after.nodes());
    monitoring.reconfigure(before.faultTolerance(), after.faultTolerance());
    prediction.reconfigure(before.faultTolerance(), after.faultTolerance());
    healing.reconfigure();
    redundancy.reconfigure(before.faultTolerance(), after.faultTolerance());
    checkpoints.reconfigure(before.faultTolerance(), after.faultTolerance());
    if (!before
        .faultTolerance()
        .healthCheckInterval()
        .equals(after.faultTolerance().healthCheckInterval())) {
      nodes.retime();
    }
    if (!before.logging().equals(after.logging())) {
      Logs.apply(after.logging());
    }
  }

  /** Takes a configuration file over whenever it is changed or a reload is asked for. */
  public ConfigReload reloadFrom(Path file) {
    return new ConfigReload(store, file, blocking, control);
  }

  private String requestId() {
    return HexFormat.of().toHexDigits(random.nextLong());
  }

  /** The address listened at. */
  public InetSocketAddress address() {
    return server.address();
  }

  /** The nodes as last published. */
  public Cluster cluster() {
    return cluster;
  }

  /** What happened. */
  public Events events() {
    return events;
  }

  /** Lets running answers end, then ends the children and everything else. */
  @Override
  public void close() {
    checkpoints.close();
    events.close();
    agents.leave();
    server.close();
    embedded.close();
    scoring.close();
    control.close();
    blocking.shutdownNow();
    if (tracing instanceof OpenTelemetryTracing exporting) {
      exporting.close();
    }
    store.close();
  }
}
