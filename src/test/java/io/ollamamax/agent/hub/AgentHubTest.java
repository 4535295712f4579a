package io.ollamamax.agent.hub;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.ollamamax.agent.ModelActs;
import io.ollamamax.agent.wire.Order;
import io.ollamamax.agent.wire.OrderJson;
import io.ollamamax.agent.wire.Phase;
import io.ollamamax.agent.wire.Report;
import io.ollamamax.agent.wire.ServiceState;
import io.ollamamax.cluster.Cluster;
import io.ollamamax.cluster.ModelName;
import io.ollamamax.cluster.NodeHold;
import io.ollamamax.cluster.NodeId;
import io.ollamamax.cluster.NodeKind;
import io.ollamamax.cluster.NodeStatus;
import io.ollamamax.cluster.NodeView;
import io.ollamamax.config.NodeSettings;
import io.ollamamax.events.Events;
import io.ollamamax.healing.Act;
import io.ollamamax.healing.ActResult;
import io.ollamamax.healing.Fence;
import io.ollamamax.loop.ManualTime;
import io.ollamamax.nodes.Lookup;
import io.ollamamax.nodes.NodeListener;
import io.ollamamax.nodes.Nodes;
import io.ollamamax.ollama.Json;
import io.ollamamax.telemetry.Supervisions;
import io.ollamamax.telemetry.TelemetryStore;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SplittableRandom;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.junit.jupiter.api.Test;

class AgentHubTest {
  private static final NodeId A = new NodeId("a");
  private static final Fence FENCE = new Fence("c", 1, 7);
  private static final Act RESTART = new Act.Restart(Duration.ofSeconds(5));

  /** Needs nothing of what it hears. */
  private static final class Deaf implements NodeListener {
    @Override
    public void joining(NodeId id, Optional<NodeSettings> settings) {}

    @Override
    public void joined(NodeId id) {}

    @Override
    public void lookedUp(NodeSettings entry, String problem) {}

    @Override
    public void doubted(NodeId id) {}

    @Override
    public void gone(NodeId id) {}
  }

  /** A server with nothing in memory, that pulls whatever it is asked to. */
  private record Empty() implements ModelActs.Way {
    @Override
    public byte[] get(String path, Duration deadline) {
      return "{\"models\":[]}".getBytes(StandardCharsets.UTF_8);
    }

    @Override
    public InputStream post(String path, byte[] body, Duration deadline) {
      return new ByteArrayInputStream(
          "{\"status\":\"success\"}\n".getBytes(StandardCharsets.UTF_8));
    }
  }

  private final ManualTime time = new ManualTime();
  private final Cluster cluster = new Cluster();
  private final Map<NodeId, Integer> inFlight = new HashMap<>();
  private final Supervisions supervisions = new Supervisions();
  private final Events events = new Events(10, time::now);
  private final Nodes nodes =
      new Nodes(
          cluster,
          time,
          id -> inFlight.getOrDefault(id, 0),
          (settings, answer) -> answer.accept(new Lookup.Failed("nobody knows")),
          () -> Duration.ofSeconds(30),
          new SplittableRandom(1),
          new Deaf());
  private final AgentHub hub =
      new AgentHub(nodes, new TelemetryStore(), supervisions, events, time, time);
  private final NodeActs acts =
      new NodeActs(
          nodes,
          hub,
          supervisions,
          id -> inFlight.getOrDefault(id, 0),
          id -> cluster.view().node(id).map(node -> new Empty()),
          Runnable::run,
          time,
          time);

  private static ServiceState service(String id, Phase phase, long pid, String mode) {
    return new ServiceState(
        new NodeId(id),
        NodeKind.OLLAMA,
        Optional.of(URI.create("http://127.0.0.1:" + (1000 + pid))),
        Map.of("zone", "z"),
        false,
        phase,
        pid,
        0,
        mode,
        mode.isEmpty() ? "" : "told");
  }

  private List<String> report(String agent, ServiceState... services) {
    return hub.report(agent, new Report(List.of(services), List.of(), Map.of()));
  }

  private NodeView node(NodeId id) {
    return cluster.view().node(id).orElseThrow();
  }

  private static List<Order> orders(Link link) throws IOException {
    link.end();
    ByteArrayOutputStream sent = new ByteArrayOutputStream();
    link.writeTo(sent::writeBytes);
    return sent.toString(StandardCharsets.UTF_8)
        .lines()
        .filter(line -> !line.isBlank())
        .map(AgentHubTest::order)
        .toList();
  }

  private static Order order(String line) {
    try {
      return OrderJson.read(Json.read(line.getBytes(StandardCharsets.UTF_8)));
    } catch (IOException e) {
      throw new IllegalStateException(e);
    }
  }

  private static ActResult now(CompletionStage<ActResult> result) {
    CompletableFuture<ActResult> future = result.toCompletableFuture();
    assertTrue(future.isDone());
    return future.join();
  }

  private ActResult act(NodeId node, Act act) {
    CompletionStage<ActResult> result = acts.act(node, act, FENCE);
    time.settle();
    return now(result);
  }

  @Test
  void aServiceIsANodeOnceItServesAndKeepsItsIdAndItsHold() {
    hub.connect("host");
    report("host", service("a", Phase.STARTING, 1, ""));
    assertTrue(cluster.view().nodes().isEmpty());
    report("host", service("a", Phase.RUNNING, 1, ""));
    assertEquals(Map.of("zone", "z"), node(A).labels());
    nodes.cordon("a");
    report("host", service("a", Phase.WAITING, 0, "down"));
    assertEquals(NodeStatus.STARTING, node(A).found());
    assertEquals("down: told", node(A).finding());
    report("host", service("a", Phase.RUNNING, 2, ""));
    assertEquals(2, node(A).pid());
    assertEquals(URI.create("http://127.0.0.1:1002"), node(A).url());
    assertEquals(NodeHold.CORDONED, node(A).hold());
    assertEquals(2, events.newest());
  }

  @Test
  void aServiceThatCannotStartIsANodeThatSaysWhy() {
    hub.connect("host");
    report("host", service("a", Phase.WAITING, 0, "port-taken"));
    assertEquals("port-taken: told", node(A).finding());
    assertEquals("port-taken", supervisions.find(A).orElseThrow().mode());
  }

  @Test
  void aStoppedProcessMakesItsNodeUnhealthyOnce() {
    hub.connect("host");
    report("host", service("a", Phase.RUNNING, 1, ""));
    report("host", service("a", Phase.RUNNING, 1, "stopped"));
    assertEquals(NodeStatus.UNHEALTHY, node(A).found());
    cluster.update(A, node -> node.with(NodeStatus.UNHEALTHY, "no answer"));
    report("host", service("a", Phase.RUNNING, 1, "stopped"));
    assertEquals("no answer", node(A).finding());
  }

  @Test
  void anIdOrAUrlOfAnotherIsTold() {
    hub.connect("host");
    report("host", service("a", Phase.RUNNING, 1, ""));
    hub.connect("other");
    assertEquals(
        List.of("service a: the id 'a' is that of a service of agent host"),
        report("other", service("a", Phase.RUNNING, 3, "")));
    nodes.add(new NodeSettings(URI.create("http://127.0.0.1:1004"), "b"));
    assertEquals(
        List.of("service c: the url http://127.0.0.1:1004 is that of 'b' already"),
        report("other", service("c", Phase.RUNNING, 4, "")));
    assertEquals(
        List.of("service b: the id 'b' is that of another node already, at http://127.0.0.1:1004"),
        report("other", service("b", Phase.RUNNING, 5, "")));
    assertEquals(List.of(), report("other", service("b", Phase.RUNNING, 4, "")));
    assertEquals(2, cluster.view().nodes().size());
    report("other");
    time.pass(Duration.ofSeconds(1));
    assertEquals(2, cluster.view().nodes().size()); // it has an entry
  }

  @Test
  void anOrderGoesToTheNodesAgentAndItsResultComesBack() throws IOException {
    Link link = hub.connect("host");
    report("host", service("a", Phase.RUNNING, 1, ""));
    CompletionStage<ActResult> result = acts.act(A, RESTART, FENCE);
    time.settle();
    assertFalse(result.toCompletableFuture().isDone());
    Order order = orders(link).getFirst();
    assertEquals(new Order(order.id(), A, RESTART, FENCE, Duration.ofSeconds(65)), order);
    ActResult done = ActResult.done("it answers", Map.of("pid", 2L));
    hub.report(
        "host",
        new Report(
            List.of(service("a", Phase.RUNNING, 2, "")), List.of(), Map.of(order.id(), done)));
    assertEquals(done, now(result));
  }

  @Test
  void whereNothingIsHeardTheResultIsUnknown() {
    hub.connect("host");
    report("host", service("a", Phase.RUNNING, 1, ""));
    CompletionStage<ActResult> result = acts.act(A, RESTART, FENCE);
    time.pass(Duration.ofSeconds(71));
    assertEquals(ActResult.unknown("its agent said nothing within 65 s"), now(result));
  }

  @Test
  void withoutAnAgentTheGatewayDoesWhatTheApiAllows() {
    assertEquals(ActResult.refused("node a has no agent; this act needs one"), act(A, RESTART));
    nodes.add(new NodeSettings(URI.create("http://127.0.0.1:9"), "plain"));
    NodeId plain = new NodeId("plain");
    assertEquals("nothing was loaded", act(plain, new Act.Unload(Optional.empty())).text());
    assertEquals("pulled tiny:latest", act(plain, new Act.Pull(ModelName.of("tiny"))).text());
    assertEquals(ActResult.Outcome.REFUSED, act(plain, RESTART).outcome());
    Link link = hub.connect("host");
    report("host", service("a", Phase.RUNNING, 1, ""));
    hub.left("host", link);
    assertEquals(
        ActResult.refused("the agent of node a is not connected"), act(A, new Act.Diagnose()));
    assertEquals(
        ActResult.refused("there is no node 'b'"), act(new NodeId("b"), new Act.Undrain()));
  }

  @Test
  void anAgentThatSaysNothingHasLeftAndIsForgottenInAnHour() {
    hub.connect("host");
    report("host", service("a", Phase.RUNNING, 1, ""));
    assertTrue(supervisions.find(A).orElseThrow().connected());
    time.pass(Duration.ofSeconds(20));
    assertFalse(supervisions.find(A).orElseThrow().connected());
    assertTrue(cluster.view().node(A).isPresent());
    time.pass(Duration.ofHours(1));
    assertTrue(cluster.view().nodes().isEmpty());
    assertTrue(supervisions.find(A).isEmpty());
  }

  @Test
  void aNewLinkEndsTheOneBefore() throws IOException {
    Link first = hub.connect("host");
    hub.connect("host");
    hub.left("host", first);
    report("host", service("a", Phase.RUNNING, 1, ""));
    assertTrue(supervisions.find(A).orElseThrow().connected());
    assertEquals(List.of(), orders(first));
  }

  @Test
  void theGatewayDrainsByItselfAndAnOperatorsHoldIsStronger() {
    hub.connect("host");
    report("host", service("a", Phase.RUNNING, 1, ""));
    inFlight.put(A, 1);
    CompletionStage<ActResult> drained = acts.act(A, new Act.Drain(Duration.ofSeconds(10)), FENCE);
    time.pass(Duration.ofSeconds(1));
    assertFalse(drained.toCompletableFuture().isDone());
    assertEquals(NodeHold.RESTING, node(A).hold());
    inFlight.put(A, 0);
    time.pass(Duration.ofMillis(100));
    assertEquals(ActResult.Outcome.DONE, now(drained).outcome());
    nodes.drain("a");
    assertEquals(ActResult.Outcome.DONE, act(A, new Act.Undrain()).outcome());
    assertEquals(NodeHold.DRAINED, node(A).hold());
    nodes.undrain("a");
    assertEquals(NodeHold.NONE, node(A).hold());
    inFlight.put(A, 2);
    CompletionStage<ActResult> late = acts.act(A, new Act.Drain(Duration.ofSeconds(1)), FENCE);
    time.pass(Duration.ofSeconds(2));
    assertEquals(ActResult.failed("2 answers still run"), now(late));
    act(A, new Act.Undrain());
    assertEquals(NodeHold.NONE, node(A).hold());
  }

  @Test
  void aRemovedAgentIsGoneWithItsNodes() {
    hub.connect("host");
    report("host", service("a", Phase.RUNNING, 1, ""));
    assertTrue(hub.remove("host"));
    time.pass(Duration.ofSeconds(1));
    assertTrue(cluster.view().nodes().isEmpty());
    assertFalse(hub.remove("host"));
  }
}
