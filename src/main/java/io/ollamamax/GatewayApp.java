package io.ollamamax;

import io.ollamamax.api.AdminApi;
import io.ollamamax.cluster.Cluster;
import io.ollamamax.cluster.NodeId;
import io.ollamamax.cluster.NodeKind;
import io.ollamamax.cluster.NodeStatus;
import io.ollamamax.cluster.NodeView;
import io.ollamamax.config.Config;
import io.ollamamax.config.Gateway;
import io.ollamamax.config.NodeSettings;
import io.ollamamax.embedded.EmbeddedNodes;
import io.ollamamax.embedded.EmbeddedOptions;
import io.ollamamax.gateway.Endpoints;
import io.ollamamax.gateway.GatewayServer;
import io.ollamamax.gateway.MergedReads;
import io.ollamamax.gateway.NodeClient;
import io.ollamamax.gateway.ResponsesRelay;
import io.ollamamax.gateway.V1Routes;
import io.ollamamax.health.HealthMonitor;
import io.ollamamax.http.Route;
import io.ollamamax.http.Routes;
import io.ollamamax.loop.ControlThread;
import io.ollamamax.loop.SystemTime;
import io.ollamamax.loop.Time;
import io.ollamamax.metrics.RequestLog;
import io.ollamamax.request.CrashLog;
import io.ollamamax.request.FlowObserver;
import io.ollamamax.request.Loads;
import io.ollamamax.request.ModelRules;
import io.ollamamax.request.NodeLoads;
import io.ollamamax.request.Policy;
import io.ollamamax.request.RetainedBytes;
import io.ollamamax.request.RetryBudget;
import io.ollamamax.request.Router;
import io.ollamamax.request.Shared;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.ThreadLocalRandom;
import java.util.random.RandomGenerator;

/** One gateway with all its parts; made whole or not at all, ended by {@link #close}. */
public final class GatewayApp implements AutoCloseable {
  private final Cluster cluster = new Cluster();
  private final Time time = new SystemTime();
  private final NodeLoads loads = new NodeLoads();
  private final ControlThread control = new ControlThread();
  private final ExecutorService blocking = Executors.newVirtualThreadPerTaskExecutor();
  private final RandomGenerator random = () -> ThreadLocalRandom.current().nextLong();
  private final HealthMonitor health;
  private final GatewayServer server;
  private final EmbeddedNodes embedded;

  /**
   * Starts a gateway.
   *
   * @param token that clients must present; empty for none, on loopback only
   * @param embeddedNodes child processes to run beside the configured nodes
   * @throws IOException where the address cannot be listened at
   */
  public GatewayApp(Config config, InetSocketAddress listen, String token, int embeddedNodes)
      throws IOException {
    Map<NodeId, Endpoints.Access> access = new HashMap<>();
    config
        .nodes()
        .forEach(
            node ->
                access.put(
                    idOf(node),
                    new Endpoints.Access(
                        node.headers(), node.ca().map(Path::toString).orElse(""))));
    Endpoints endpoints = new Endpoints(access);
    NodeClient nodeClient =
        new NodeClient(endpoints, blocking, () -> config.gateway().firstTokenMax());
    Duration interval = config.faultTolerance().healthCheckInterval();
    this.health = new HealthMonitor(cluster, nodeClient, control, () -> interval, random);
    this.server = serve(config, listen, token, endpoints, nodeClient);
    config.nodes().forEach(this::add);
    this.embedded =
        new EmbeddedNodes(
            new EmbeddedOptions(
                embeddedNodes, config.embedded().pace(), config.embedded().models(), cacheDir()),
            new EmbeddedListener(),
            random);
    embedded.start();
  }

  private GatewayServer serve(
      Config config,
      InetSocketAddress listen,
      String token,
      Endpoints endpoints,
      NodeClient nodeClient)
      throws IOException {
    Gateway gateway = config.gateway();
    Policy policy = Policies.policy(config.faultTolerance(), gateway);
    ModelRules rules = Policies.rules(config.models());
    FlowObserver log =
        new RequestLog(config.logging().access(), id -> control.execute(() -> health.probeNow(id)));
    Shared shared =
        new Shared(
            () -> policy,
            () -> cluster.view().routes(),
            new Router(loads, random),
            loads,
            new RetryBudget(gateway.retryBudget(), gateway.retryBudgetFloor()),
            new RetainedBytes(gateway.retainedBytes().bytes()),
            new CrashLog(),
            new Loads(nodeClient, log::loaded),
            time,
            random,
            log);
    List<Route> routes = new ArrayList<>();
    MergedReads reads = new MergedReads(cluster::view, nodeClient, blocking);
    routes.addAll(reads.routes());
    routes.addAll(new V1Routes(reads).routes());
    routes.addAll(new ResponsesRelay(shared, () -> rules, nodeClient, this::requestId).routes());
    routes.addAll(new AdminApi(cluster::view, loads).routes());
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
          options, shared, endpoints, new Routes(routes), () -> rules, this::requestId);
    } catch (IOException e) {
      control.close();
      blocking.close();
      throw e;
    }
  }

  private String requestId() {
    return HexFormat.of().toHexDigits(random.nextLong());
  }

  private void add(NodeSettings node) {
    NodeId id = idOf(node);
    join(id, node.url(), NodeKind.OLLAMA, 0);
  }

  private void join(NodeId id, URI url, NodeKind kind, long pid) {
    control.execute(
        () -> {
          boolean known = cluster.view().node(id).isPresent();
          cluster.put(
              new NodeView(
                  id, url, kind, NodeStatus.STARTING, "not probed yet", "", Map.of(), pid));
          loads.of(id).restarted(time.nanos());
          if (known) {
            health.probeNow(id);
          } else {
            health.watch(id);
          }
        });
  }

  private static NodeId idOf(NodeSettings node) {
    URI url = node.url();
    return new NodeId(
        node.id().orElse(url.getHost() + (url.getPort() > 0 ? "-" + url.getPort() : "")));
  }

  private static Path cacheDir() {
    String base = System.getenv("XDG_CACHE_HOME");
    Path root =
        base == null || base.isBlank()
            ? Path.of(System.getProperty("user.home"), ".cache")
            : Path.of(base);
    return root.resolve("ollama-distributed");
  }

  /** The address listened at. */
  public InetSocketAddress address() {
    return server.address();
  }

  /** The nodes as last published. */
  public Cluster cluster() {
    return cluster;
  }

  /** Lets running answers end, then ends the children and everything else. */
  @Override
  public void close() {
    server.close();
    embedded.close();
    control.close();
    blocking.shutdownNow();
  }

  private final class EmbeddedListener implements EmbeddedNodes.Listener {
    @Override
    public void onReady(NodeId id, URI url, long pid) {
      join(id, url, NodeKind.EMBEDDED, pid);
    }

    @Override
    public void onExit(NodeId id, int exitCode, Duration restartIn) {
      control.execute(
          () ->
              cluster.update(
                  id,
                  node ->
                      node.with(
                          NodeStatus.STARTING,
                          "its process ended with code " + exitCode + " and is started again")));
    }
  }
}
