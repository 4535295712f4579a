package io.ollamamax;

import io.ollamamax.agent.hub.ModelRelay;
import io.ollamamax.api.HealthPart;
import io.ollamamax.api.ModelsApi;
import io.ollamamax.cluster.Cluster;
import io.ollamamax.cluster.ClusterView;
import io.ollamamax.cluster.ControlState;
import io.ollamamax.cluster.ModelName;
import io.ollamamax.cluster.NodeId;
import io.ollamamax.cluster.NodeView;
import io.ollamamax.config.FaultTolerance;
import io.ollamamax.events.Events;
import io.ollamamax.gateway.NodeClient;
import io.ollamamax.gateway.models.Peers;
import io.ollamamax.gateway.models.ReplicaMaker;
import io.ollamamax.http.Route;
import io.ollamamax.loop.Sequencer;
import io.ollamamax.loop.Time;
import io.ollamamax.loop.Worker;
import io.ollamamax.metrics.RedundancyLog;
import io.ollamamax.redundancy.RedundancyLoop;
import io.ollamamax.redundancy.RedundancySettings;
import io.ollamamax.request.FlowObserver;
import io.ollamamax.telemetry.TelemetryStore;
import java.io.IOException;
import java.net.DatagramSocket;
import java.net.Inet6Address;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.security.SecureRandom;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ExecutorService;
import java.util.function.Supplier;
import java.util.random.RandomGenerator;
import java.util.stream.Collectors;

/** Joins redundancy to what it sees and to what it acts by. */
final class RedundancyWiring {
  private final Demand demand;
  private final ModelRelay relay;
  private final RedundancyLoop loop;
  private final Sequencer control;
  private Set<NodeId> serving = Set.of();

  /**
   * @param address where the gateway listens
   */
  RedundancyWiring(
      Cluster cluster,
      TelemetryStore telemetry,
      NodeWiring nodes,
      AgentWiring agents,
      Monitoring monitoring,
      NodeClient client,
      LiveConfig live,
      ControlState state,
      Supplier<InetSocketAddress> address,
      Events events,
      ExecutorService blocking,
      Sequencer control,
      Worker worker,
      Time time,
      RandomGenerator random) {
    this.control = control;
    this.demand = new Demand(time);
    this.relay =
        new ModelRelay(
            agents.files(),
            time,
            new SecureRandom(),
            () -> live.config().transfers().bytesPerSecond().bytes());
    Peers peers =
        (source, model, digest, target) -> offer(source, model, digest, target, address.get());
    this.loop =
        new RedundancyLoop(
            () -> RedundancySettings.of(live.config()),
            new RedundancyFacts(
                cluster,
                telemetry,
                agents.supervisions(),
                nodes::inFlight,
                monitoring::faults,
                demand,
                time),
            new ReplicaMaker(
                cluster::view,
                client,
                blocking,
                nodes::refresh,
                peers,
                () -> Policies.transfers(live.config().faultTolerance(), live.config().gateway()),
                () -> live.config().gateway().firstTokenMax(),
                time,
                random),
            new ReplicaJournal(state, blocking),
            new RedundancyLog(events),
            control,
            worker,
            time);
    monitoring.copies(loop::view);
    monitoring.onFault(loop::lookSoon);
    cluster.onChange(this::changed);
  }

  private void changed(ClusterView view) {
    Set<NodeId> now =
        view.nodes().stream()
            .filter(node -> node.status().serves())
            .map(NodeView::id)
            .collect(Collectors.toSet());
    if (!now.equals(serving)) {
      serving = now;
      loop.lookSoon();
    }
  }

  private Peers.Offer offer(
      NodeView source, ModelName model, String digest, NodeView target, InetSocketAddress address)
      throws IOException {
    ModelRelay.Offer offer = relay.offer(source.id(), model, digest, authority(target, address));
    return new Peers.Offer() {
      @Override
      public String name() {
        return offer.name();
      }

      @Override
      public void close() {
        offer.close();
      }
    };
  }

  /** Host and port of the gateway as the node reaches it. */
  private static String authority(NodeView node, InetSocketAddress listen) throws IOException {
    URI url = node.url();
    InetAddress local;
    try (DatagramSocket socket = new DatagramSocket()) {
      int port = url.getPort() > 0 ? url.getPort() : 80;
      socket.connect( // sends nothing
          node.address()
              .map(at -> new InetSocketAddress(at, port))
              .orElseGet(() -> new InetSocketAddress(url.getHost(), port)));
      local = socket.getLocalAddress();
    }
    InetAddress own = listen.getAddress();
    if ((own.isAnyLocalAddress() ? local : own) instanceof Inet6Address) {
      throw new IOException(
          "node %s would fetch from the gateway by IPv6, which no name of a model can hold"
              .formatted(node.id()));
    }
    if (own.isLoopbackAddress() && !local.isLoopbackAddress()) {
      throw new IOException(
          "the gateway listens at %s alone, where node %s cannot fetch from: set gateway.listen"
              .formatted(own.getHostAddress(), node.id()));
    }
    return (own.isAnyLocalAddress() ? local : own).getHostAddress() + ":" + listen.getPort();
  }

  /** Begins to look; any thread may call. */
  void start() {
    control.execute(loop::start);
  }

  /** Takes over what is not read anew at each use; any thread may call. */
  void reconfigure(FaultTolerance before, FaultTolerance after) {
    control.execute(
        () -> {
          if (!before.redundancy().updateInterval().equals(after.redundancy().updateInterval())) {
            loop.retime();
          }
          loop.lookSoon();
        });
  }

  /** What is to be told of requests. */
  FlowObserver observer() {
    return demand;
  }

  List<Route> routes() {
    List<Route> routes = new ArrayList<>(relay.routes());
    routes.addAll(new ModelsApi(loop, control).routes());
    return routes;
  }

  List<HealthPart> health() {
    return List.of(ModelsApi.health(loop.view()));
  }
}
