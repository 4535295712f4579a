package io.ollamamax.nodes;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.ollamamax.cluster.Cluster;
import io.ollamamax.cluster.ModelName;
import io.ollamamax.cluster.NodeId;
import io.ollamamax.cluster.NodeKind;
import io.ollamamax.cluster.NodeModel;
import io.ollamamax.cluster.NodeStatus;
import io.ollamamax.cluster.NodeView;
import io.ollamamax.config.ConfigLoader;
import io.ollamamax.config.NodeSettings;
import io.ollamamax.loop.ManualTime;
import java.net.InetAddress;
import java.net.URI;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SplittableRandom;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class NodesTest {
  private static final Duration INTERVAL = Duration.ofSeconds(30);

  private static final class Heard implements NodeListener {
    private final List<String> events = new ArrayList<>();

    @Override
    public void joining(NodeId id, Optional<NodeSettings> settings) {}

    @Override
    public void joined(NodeId id) {
      events.add("joined " + id);
    }

    @Override
    public void lookedUp(NodeSettings entry, String problem) {
      events.add(entry.name() + ": " + problem);
    }

    @Override
    public void doubted(NodeId id) {
      events.add("doubted " + id);
    }

    @Override
    public void gone(NodeId id) {
      events.add("gone " + id);
    }
  }

  private final ManualTime time = new ManualTime();
  private final Cluster cluster = new Cluster();
  private final Map<NodeId, Integer> inFlight = new HashMap<>();
  private final Heard heard = new Heard();
  private Lookup.Answer addresses = new Lookup.Failed("nobody knows");
  private final Nodes nodes =
      new Nodes(
          cluster,
          time,
          id -> inFlight.getOrDefault(id, 0),
          (host, answer) -> answer.accept(addresses),
          () -> INTERVAL,
          new SplittableRandom(1),
          heard);

  private static NodeSettings entry(String yaml) {
    return ConfigLoader.parse("test", "nodes: [" + yaml + "]").orElseThrow().nodes().getFirst();
  }

  private void add(String yaml) {
    nodes.add(entry(yaml));
    time.settle();
  }

  private NodeView node(String id) {
    return cluster.view().node(new NodeId(id)).orElseThrow();
  }

  private void probed(String id) {
    cluster.update(new NodeId(id), node -> node.with(NodeStatus.HEALTHY, ""));
  }

  private List<String> ids() {
    return cluster.view().nodes().stream().map(node -> node.id().value()).toList();
  }

  private static Refused.Kind refused(Runnable action) {
    return assertThrows(Refused.class, action::run).kind();
  }

  @Test
  void aNodeJoinsUnderItsNameWithItsLabels() {
    add("{url: 'http://a:1', labels: {zone: x}}");
    assertEquals(NodeStatus.STARTING, node("a-1").status());
    assertEquals(Map.of("zone", "x"), node("a-1").labels());
    assertEquals(List.of("joined a-1"), heard.events);
  }

  @Test
  void anIdOrAUrlIsThatOfOneNode() {
    add("{url: http://a, id: x}");
    assertEquals(Refused.Kind.CONFLICT, refused(() -> add("{url: http://b, id: x}")));
    assertEquals(Refused.Kind.CONFLICT, refused(() -> add("{url: http://a, id: y}")));
    nodes.supervised(
        new NodeId("embedded-1"), URI.create("http://127.0.0.1:1"), NodeKind.EMBEDDED, Map.of(), 7);
    assertEquals(Refused.Kind.CONFLICT, refused(() -> add("{url: http://c, id: embedded-1}")));
    assertEquals(List.of("x", "embedded-1"), ids());
  }

  @Test
  void heldNodesComeBackByTheOppositeAlone() {
    add("{url: http://a, id: x}");
    probed("x");
    nodes.cordon("x");
    assertEquals("cordoned by an operator", node("x").reason());
    assertEquals(NodeStatus.DRAINING, node("x").status());
    assertEquals(Refused.Kind.CONFLICT, refused(() -> nodes.undrain("x")));
    nodes.drain("x");
    nodes.cordon("x");
    assertEquals("drained by an operator", node("x").reason(), "a drain is the stronger hold");
    assertEquals(Refused.Kind.CONFLICT, refused(() -> nodes.uncordon("x")));
    nodes.undrain("x");
    assertEquals(NodeStatus.HEALTHY, node("x").status());
    nodes.undrain("x");
    nodes.uncordon("x");
    assertEquals(NodeStatus.HEALTHY, node("x").status());
    assertEquals(Refused.Kind.UNKNOWN, refused(() -> nodes.cordon("y")));
    assertEquals(Refused.Kind.UNKNOWN, refused(() -> nodes.drain("no id at all")));
  }

  @Test
  void aStandbyNodeGoesBackToStandby() {
    add("{url: http://a, id: x, standby: true}");
    probed("x");
    assertEquals(NodeStatus.STANDBY, node("x").status());
    nodes.drain("x");
    nodes.undrain("x");
    assertEquals(NodeStatus.STANDBY, node("x").status());
  }

  @Test
  void aRemovedNodeStaysUntilItsLastAnswerHasEnded() {
    add("{url: http://a, id: x}");
    probed("x");
    inFlight.put(new NodeId("x"), 1);
    nodes.remove("x", false);
    time.pass(Duration.ofMinutes(5));
    assertEquals("being removed", node("x").reason());
    assertEquals(Refused.Kind.CONFLICT, refused(() -> nodes.undrain("x")));
    assertEquals(Refused.Kind.CONFLICT, refused(() -> add("{url: http://a, id: x}")));
    inFlight.clear();
    time.pass(Duration.ofSeconds(1));
    assertEquals(List.of(), ids());
    assertEquals(List.of("joined x", "gone x"), heard.events);
    assertEquals(Refused.Kind.UNKNOWN, refused(() -> nodes.remove("x", false)));
    add("{url: http://a, id: x}");
    assertEquals(List.of("x"), ids());
  }

  @Test
  void aNodeRemovedByForceIsSeenNoMoreAndForgottenWhenItIsIdle() {
    add("{url: http://a, id: x}");
    inFlight.put(new NodeId("x"), 1);
    nodes.remove("x", false);
    nodes.remove("x", true);
    assertEquals(List.of(), ids());
    time.pass(Duration.ofMinutes(5));
    assertFalse(heard.events.contains("gone x"), "its answers go on");
    inFlight.clear();
    time.pass(Duration.ofSeconds(1));
    assertEquals(List.of("joined x", "gone x"), heard.events);
  }

  @Test
  void aNodeAddedAgainAfterForceIsNotForgotten() {
    add("{url: http://a, id: x}");
    nodes.remove("x", true);
    add("{url: http://b, id: x}");
    time.pass(Duration.ofMinutes(5));
    assertEquals("http://b", node("x").url().toString());
    assertEquals(List.of("joined x", "joined x"), heard.events);
  }

  @Test
  void aReplacedChildIsHeldAsItsPredecessorWasAndCannotBeRemoved() {
    NodeId id = new NodeId("embedded-1");
    nodes.supervised(id, URI.create("http://127.0.0.1:1"), NodeKind.EMBEDDED, Map.of(), 7);
    ModelName model = ModelName.of("m");
    Map<ModelName, NodeModel> models = Map.of(model, new NodeModel(model, "d", 1, true, 0));
    cluster.update(id, node -> node.with(NodeStatus.HEALTHY, "", "0.12.0", models));
    nodes.cordon("embedded-1");
    nodes.supervised(id, URI.create("http://127.0.0.1:2"), NodeKind.EMBEDDED, Map.of(), 8);
    assertEquals(models, node("embedded-1").models(), "nobody is told that there is no such model");
    assertEquals(NodeStatus.DRAINING, node("embedded-1").status());
    assertEquals(8, node("embedded-1").pid());
    assertEquals(Refused.Kind.CONFLICT, refused(() -> nodes.remove("embedded-1", true)));
    nodes.uncordon("embedded-1");
    assertEquals(NodeStatus.STARTING, node("embedded-1").status());
  }

  private static Lookup.Answer found(String... literals) {
    return new Lookup.Found(Stream.of(literals).map(InetAddress::ofLiteral).toList());
  }

  @Test
  void eachAddressOfANameIsANode() {
    addresses = found("10.0.0.1", "10.0.0.2", "fd00::1");
    add("{url: 'http://gpus:11434', id: g, resolve: true, labels: {zone: x}}");
    assertEquals(List.of("g-10.0.0.1", "g-10.0.0.2"), ids(), "one server, one node");
    assertEquals("http://gpus:11434", node("g-10.0.0.1").url().toString());
    assertEquals(Optional.of(InetAddress.ofLiteral("10.0.0.1")), node("g-10.0.0.1").address());
    assertEquals(Map.of("zone", "x"), node("g-10.0.0.1").labels());
    assertEquals(Refused.Kind.CONFLICT, refused(() -> nodes.remove("g-10.0.0.1", false)));
  }

  @Test
  void ipv6CountsWhereThereIsNothingElse() {
    addresses = found("fd00::1");
    add("{url: 'http://gpus:11434', id: g, resolve: true}");
    assertEquals(List.of("g-fd00-0-0-0-0-0-0-1"), ids());
  }

  @Test
  void addressesThatComeAndGoAreFollowed() {
    addresses = found("10.0.0.1", "10.0.0.2");
    add("{url: 'http://gpus', id: g, resolve: true}");
    inFlight.put(new NodeId("g-10.0.0.1"), 1);
    addresses = found("10.0.0.2", "10.0.0.3");
    time.pass(INTERVAL.plusSeconds(4));
    assertEquals(List.of("g-10.0.0.1", "g-10.0.0.2", "g-10.0.0.3"), ids());
    assertEquals(NodeStatus.DRAINING, node("g-10.0.0.1").status(), "drained first");
    addresses = found("10.0.0.1", "10.0.0.2");
    time.pass(INTERVAL.plusSeconds(4));
    assertEquals(List.of("g-10.0.0.1", "g-10.0.0.2"), ids());
    assertEquals(NodeStatus.STARTING, node("g-10.0.0.1").status(), "it is back");
    inFlight.clear();
    time.pass(INTERVAL.plusSeconds(4));
    assertEquals(List.of("g-10.0.0.1", "g-10.0.0.2"), ids(), "and stays");
  }

  @Test
  void aLookUpThatFailsChangesNothingAndIsTold() {
    addresses = found("10.0.0.1");
    add("{url: 'http://gpus', id: g, resolve: true}");
    addresses = new Lookup.Failed("no answer");
    time.pass(INTERVAL.multipliedBy(3));
    assertEquals(List.of("g-10.0.0.1"), ids());
    assertEquals("no answer", nodes.names().getFirst().problem());
    addresses = found("10.0.0.1");
    time.pass(INTERVAL.plusSeconds(4));
    assertEquals("", nodes.names().getFirst().problem());
    assertEquals(List.of("joined g-10.0.0.1", "g: no answer", "g: "), heard.events);
  }

  @Test
  void aNameWithoutAddressesIsLookedUpAgainSoon() {
    add("{url: 'http://gpus', id: g, resolve: true}");
    assertEquals(List.of(), ids());
    assertEquals("nobody knows", nodes.names().getFirst().problem());
    addresses = found("10.0.0.1");
    time.pass(Duration.ofMillis(1200));
    assertEquals(List.of("g-10.0.0.1"), ids());
  }

  @Test
  void aRemovedNameTakesItsNodesAlongAndIsLookedUpNoMore() {
    addresses = found("10.0.0.1", "10.0.0.2");
    add("{url: 'http://gpus', id: g, resolve: true}");
    assertEquals(Refused.Kind.CONFLICT, refused(() -> add("{url: http://other, id: g}")));
    nodes.remove("g", false);
    time.pass(INTERVAL.multipliedBy(3));
    assertEquals(List.of(), ids());
    assertTrue(nodes.names().isEmpty());
  }
}
