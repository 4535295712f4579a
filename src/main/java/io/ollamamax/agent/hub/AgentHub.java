package io.ollamamax.agent.hub;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.ollamamax.agent.wire.Fetch;
import io.ollamamax.agent.wire.Order;
import io.ollamamax.agent.wire.OrderJson;
import io.ollamamax.agent.wire.Phase;
import io.ollamamax.agent.wire.Report;
import io.ollamamax.agent.wire.ReportJson;
import io.ollamamax.agent.wire.ServiceState;
import io.ollamamax.cluster.NodeId;
import io.ollamamax.events.Event;
import io.ollamamax.events.Events;
import io.ollamamax.healing.Act;
import io.ollamamax.healing.ActResult;
import io.ollamamax.healing.Fence;
import io.ollamamax.loop.Sequencer;
import io.ollamamax.loop.Time;
import io.ollamamax.nodes.Nodes;
import io.ollamamax.nodes.Refused;
import io.ollamamax.ollama.Json;
import io.ollamamax.telemetry.Supervision;
import io.ollamamax.telemetry.Supervisions;
import io.ollamamax.telemetry.TelemetryStore;
import java.lang.System.Logger.Level;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.BiConsumer;
import org.jspecify.annotations.Nullable;

/**
 * The agents that have dialled in, and the nodes that they bring. Its methods run on the gateway's
 * control thread.
 */
public final class AgentHub {
  private static final System.Logger LOG = System.getLogger("agents");

  /** An agent reports at least each second. */
  private static final Duration SILENCE = Duration.ofSeconds(10);

  /** An agent that was not heard of for so long is taken to be gone for good. */
  private static final Duration FORGOTTEN = Duration.ofHours(1);

  /** What a result may take beyond the agent's own patience. */
  private static final Duration MARGIN = Duration.ofSeconds(5);

  /** One agent. */
  private static final class Session {
    @Nullable Link link;
    boolean reported;
    long heardAt;
    Map<NodeId, ServiceState> services = new TreeMap<>();
  }

  private final Nodes nodes;
  private final TelemetryStore telemetry;
  private final Supervisions supervisions;
  private final Events events;
  private final Sequencer control;
  private final Time time;
  private final Map<String, Session> sessions = new TreeMap<>();
  private final Map<NodeId, String> owners = new HashMap<>();
  private final Map<String, CompletableFuture<ActResult>> pending = new HashMap<>();
  private BiConsumer<NodeId, String> restarted = (node, why) -> {};
  private long orders;
  private boolean closed;

  /**
   * @param supervisions where the states of services are shown
   */
  public AgentHub(
      Nodes nodes,
      TelemetryStore telemetry,
      Supervisions supervisions,
      Events events,
      Sequencer control,
      Time time) {
    this.nodes = nodes;
    this.telemetry = telemetry;
    this.supervisions = supervisions;
    this.events = events;
    this.control = control;
    this.time = time;
    control.schedule(SILENCE, this::look);
  }

  /** Is told of services whose process ended and was started anew, with the reason. */
  public void onRestart(BiConsumer<NodeId, String> listener) {
    restarted = listener;
  }

  /** The agent has dialled in; a link of its that is still open ends. */
  Link connect(String agent) {
    Session session = sessions.computeIfAbsent(agent, unused -> new Session());
    if (session.link != null) {
      session.link.end();
    }
    Link link = new Link();
    if (closed) {
      link.end();
      return link;
    }
    session.link = link;
    session.reported = false;
    session.heardAt = time.nanos();
    LOG.log(Level.INFO, "agent {0}: connected", agent);
    return link;
  }

  /** The link has ended. */
  void left(String agent, Link link) {
    Session session = sessions.get(agent);
    if (session != null && session.link == link) {
      session.link = null;
      LOG.log(Level.WARNING, "agent {0}: has left; its services go on without orders", agent);
      show(agent, session);
    }
  }

  /** Ends the links of agents that say nothing any more, and forgets those long gone. */
  private void look() {
    for (String agent : List.copyOf(sessions.keySet())) {
      Session session = sessions.get(agent);
      if (session == null) {
        continue;
      }
      long silence = time.nanos() - session.heardAt;
      Link link = session.link;
      if (link != null && silence > SILENCE.toNanos()) {
        link.end();
        left(agent, link);
      }
      if (link == null && silence > FORGOTTEN.toNanos()) {
        remove(agent);
      }
    }
    control.schedule(SILENCE, this::look);
  }

  /**
   * Ends the agent's link and forgets its nodes.
   *
   * @return whether it was known
   */
  boolean remove(String agent) {
    Session session = sessions.remove(agent);
    if (session == null) {
      return false;
    }
    if (session.link != null) {
      session.link.end();
    }
    session.services.keySet().forEach(this::forget);
    LOG.log(Level.INFO, "agent {0}: removed", agent);
    return true;
  }

  /** Ends all links: the gateway ends. */
  public void close() {
    closed = true;
    sessions.values().stream()
        .map(session -> session.link)
        .filter(link -> link != null)
        .forEach(Link::end);
  }

  /**
   * An agent tells how things stand.
   *
   * @return what of it cannot be taken over, in words for a person
   */
  List<String> report(String agent, Report report) {
    Session session = sessions.computeIfAbsent(agent, unused -> new Session());
    session.heardAt = time.nanos();
    session.reported = true;
    List<String> problems = new ArrayList<>();
    Map<NodeId, ServiceState> before = session.services;
    session.services = new TreeMap<>();
    for (ServiceState state : report.services()) {
      try {
        take(agent, Optional.ofNullable(before.get(state.id())), state);
        session.services.put(state.id(), state);
      } catch (Refused e) {
        problems.add("service " + state.id() + ": " + e.getMessage());
      }
    }
    before.keySet().stream()
        .filter(id -> !session.services.containsKey(id) && agent.equals(owners.get(id)))
        .forEach(this::forget);
    show(agent, session);
    report
        .samples()
        .forEach(sample -> session.services.keySet().forEach(id -> telemetry.add(id, sample)));
    report.results().forEach(this::settle);
    return problems;
  }

  private void forget(NodeId id) {
    owners.remove(id);
    nodes.unsupervised(id);
    supervisions.forget(id);
    telemetry.forget(id);
  }

  private void take(String agent, Optional<ServiceState> before, ServiceState now) {
    String owner = owners.get(now.id());
    if (owner != null && !owner.equals(agent)) {
      throw Nodes.conflict("the id '" + now.id() + "' is that of a service of agent " + owner);
    }
    boolean news =
        before
            .map(known -> known.phase() != now.phase() || !known.finding().equals(now.finding()))
            .orElse(true);
    if (!before.map(ServiceState::finding).orElse("").equals(now.finding())) {
      tell(agent, now);
    }
    if (now.phase() == Phase.STOPPED && now.spare()) {
      if (owner != null) {
        owners.remove(now.id());
        nodes.unsupervised(now.id());
      }
      return;
    }
    join(agent, before, now);
    before
        .filter(known -> now.restarts() > known.restarts())
        .ifPresent(
            known ->
                restarted.accept(
                    now.id(), known.reason().isEmpty() ? "its process ended" : known.reason()));
    if (news && owners.containsKey(now.id())) {
      judge(now);
    }
  }

  private void tell(String agent, ServiceState now) {
    boolean well = now.mode().isEmpty();
    String finding = well ? "well again" : now.finding();
    LOG.log(
        well ? Level.INFO : Level.WARNING,
        "agent {0}: service {1} is {2}",
        agent,
        now.id(),
        finding);
    events.publish(
        Event.Kind.NODE,
        now.id().value(),
        "its agent says: " + finding,
        Map.of("agent", agent, "mode", now.mode()));
  }

  /** A service becomes a node when it first serves, or where it is seen that it cannot. */
  private void join(String agent, Optional<ServiceState> before, ServiceState now) {
    if (now.url().isEmpty()) {
      return;
    }
    boolean joins =
        now.phase() == Phase.RUNNING
            ? !owners.containsKey(now.id())
                || before
                    .filter(known -> known.phase() == Phase.RUNNING && known.pid() == now.pid())
                    .isEmpty()
            : !owners.containsKey(now.id()) && !now.mode().isEmpty();
    if (joins) {
      nodes.supervised(now.id(), now.url().get(), now.kind(), now.labels(), now.pid());
      owners.put(now.id(), agent);
    }
  }

  private void judge(ServiceState now) {
    boolean serves = now.phase() == Phase.RUNNING;
    if (serves && now.mode().isEmpty()) {
      nodes.recovered(now.id());
    } else {
      String reason =
          now.finding().isEmpty() ? "its service is " + now.phase().wire() : now.finding();
      nodes.interrupted(now.id(), serves, reason);
    }
  }

  private void show(String agent, Session session) {
    session.services.forEach(
        (id, state) ->
            supervisions.put(
                id,
                new Supervision(
                    agent,
                    session.link != null && session.reported,
                    state.phase().wire(),
                    state.pid(),
                    state.restarts(),
                    state.spare(),
                    state.mode(),
                    state.reason())));
  }

  private void settle(String order, ActResult result) {
    CompletableFuture<ActResult> waiting = pending.remove(order);
    if (waiting != null) {
      waiting.complete(result);
    }
  }

  /** Whether an agent has this node, connected or not. */
  boolean has(NodeId node) {
    return sessions.values().stream().anyMatch(session -> session.services.containsKey(node));
  }

  /** Hands an act to the node's agent. */
  CompletionStage<ActResult> order(NodeId node, Act act, Fence fence, Duration patience) {
    Optional<Session> session =
        sessions.values().stream().filter(one -> one.services.containsKey(node)).findFirst();
    if (session.isEmpty()) {
      return CompletableFuture.completedFuture(
          ActResult.refused("node " + node + " has no agent; this act needs one"));
    }
    Link link = session.get().link;
    if (link == null) {
      return CompletableFuture.completedFuture(
          ActResult.refused("the agent of node " + node + " is not connected"));
    }
    String id = fence.cluster() + "-" + fence.term() + "-" + ++orders;
    CompletableFuture<ActResult> done = new CompletableFuture<>();
    pending.put(id, done);
    link.send(
        (OrderJson.write(new Order(id, node, act, fence, patience)) + "\n")
            .getBytes(StandardCharsets.UTF_8));
    control.schedule(
        patience.plus(MARGIN),
        () ->
            settle(
                id,
                ActResult.unknown("its agent said nothing within " + patience.toSeconds() + " s")));
    return done;
  }

  /**
   * Asks the node's agent for a file.
   *
   * @return why it cannot be asked; empty where it is
   */
  public String fetch(Fetch fetch) {
    Optional<Session> session =
        sessions.values().stream()
            .filter(one -> one.services.containsKey(fetch.node()))
            .findFirst();
    if (session.isEmpty()) {
      return "node " + fetch.node() + " has no agent";
    }
    Link link = session.get().link;
    if (link == null) {
      return "the agent of node " + fetch.node() + " is not connected";
    }
    link.send((fetch.write() + "\n").getBytes(StandardCharsets.UTF_8));
    return "";
  }

  /** All agents for the API. */
  ObjectNode shown() {
    ObjectNode all = Json.object();
    ArrayNode list = all.putArray("agents");
    sessions.forEach(
        (agent, session) -> {
          ObjectNode one =
              list.addObject().put("name", agent).put("connected", session.link != null);
          ArrayNode services = one.putArray("services");
          session.services.values().forEach(state -> services.add(ReportJson.write(state)));
        });
    return all;
  }
}
