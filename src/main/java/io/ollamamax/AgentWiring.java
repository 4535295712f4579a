package io.ollamamax;

import io.ollamamax.agent.hub.AgentHub;
import io.ollamamax.agent.hub.AgentRoutes;
import io.ollamamax.agent.hub.Credentials;
import io.ollamamax.agent.hub.FileRelay;
import io.ollamamax.agent.hub.NodeActs;
import io.ollamamax.api.ActsApi;
import io.ollamamax.cluster.ClusterView;
import io.ollamamax.cluster.ControlState;
import io.ollamamax.cluster.NodeId;
import io.ollamamax.events.Events;
import io.ollamamax.healing.NodeControl;
import io.ollamamax.http.Route;
import io.ollamamax.loop.Sequencer;
import io.ollamamax.loop.Time;
import io.ollamamax.telemetry.Supervisions;
import io.ollamamax.telemetry.TelemetryStore;
import java.security.SecureRandom;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Executor;
import java.util.function.BiConsumer;
import java.util.function.Supplier;

/** The gateway's side of the agents: who may join, what they tell, and the acts they carry out. */
final class AgentWiring {
  private final TelemetryStore telemetry;
  private final Supervisions supervisions = new Supervisions();
  private final Sequencer control;
  private final AgentHub hub;
  private final FileRelay files;
  private final Credentials credentials;
  private final NodeControl acts;
  private final Fences fences;

  /**
   * @param demanded whether an agent must present a join token
   */
  AgentWiring(
      ControlState state,
      boolean demanded,
      NodeWiring nodes,
      PlainNodes plain,
      Executor blocking,
      TelemetryStore telemetry,
      Events events,
      Sequencer control,
      Time time) {
    this.control = control;
    this.telemetry = telemetry;
    this.hub = new AgentHub(nodes.nodes(), telemetry, supervisions, events, control, time);
    this.files = new FileRelay(fetch -> control.ask(() -> hub.fetch(fetch)));
    this.credentials = new Credentials(state, demanded, time, new SecureRandom());
    this.acts =
        new NodeActs(
            nodes.nodes(), hub, supervisions, nodes::inFlight, plain::to, blocking, control, time);
    this.fences = new Fences(state);
  }

  List<Route> routes(Supplier<ClusterView> cluster) {
    List<Route> routes =
        new ArrayList<>(new AgentRoutes(hub, credentials, control, files).routes());
    routes.addAll(new ActsApi(cluster, acts, fences::decide, telemetry, supervisions).routes());
    return routes;
  }

  /** What agents told of their services. */
  Supervisions supervisions() {
    return supervisions;
  }

  /** What healing acts by. */
  NodeControl acts() {
    return acts;
  }

  /** Is told of nodes whose process ended and was started anew, on the control thread. */
  void onRestart(BiConsumer<NodeId, String> listener) {
    hub.onRestart(listener);
  }

  /** Has agents send files of models. */
  FileRelay files() {
    return files;
  }

  /** A join token for an agent of this process. */
  String joinToken() {
    return credentials.mint();
  }

  /** Ends the links to all agents, which would keep the gateway from ending. */
  void leave() {
    control.execute(hub::close);
  }
}
