package io.ollamamax.cluster;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;

import java.net.URI;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class RoutingTableTest {
  private static final ModelName MODEL = ModelName.of("m");

  private static NodeView node(String id, String digest, NodeStatus found, boolean loaded) {
    return new NodeView(
        new NodeId(id),
        URI.create("http://" + id),
        NodeKind.OLLAMA,
        found,
        "",
        "",
        Map.of(MODEL, new NodeModel(MODEL, digest, 1, loaded, 0)),
        0);
  }

  private static ModelRoute route(NodeView... nodes) {
    ModelRoute route = RoutingTable.of(List.of(nodes)).route(MODEL);
    assertNotNull(route);
    return route;
  }

  private static List<String> ids(List<NodeView> nodes) {
    return nodes.stream().map(node -> node.id().value()).toList();
  }

  @Test
  void theCopyOfMostNodesIsUsedWhateverTheirStatus() {
    ModelRoute route =
        route(
            node("a", "one", NodeStatus.HEALTHY, true),
            node("b", "two", NodeStatus.UNHEALTHY, true),
            node("c", "two", NodeStatus.HEALTHY, true));
    assertEquals("two", route.digest());
    assertEquals(List.of("c"), ids(route.loaded()));
    assertEquals(List.of("b"), ids(route.rest()));
  }

  @Test
  void ofEquallyManyTheLeastDigestIsUsed() {
    NodeView one = node("a", "one", NodeStatus.HEALTHY, true);
    NodeView two = node("b", "two", NodeStatus.HEALTHY, true);
    assertEquals("one", route(one, two).digest());
    assertEquals("one", route(two, one).digest());
  }

  @Test
  void heldNodesGetNothingNewAndDegradedOnesDo() {
    NodeView well = node("a", "one", NodeStatus.HEALTHY, true);
    ModelRoute route =
        route(
            well,
            node("b", "one", NodeStatus.DEGRADED, false),
            well.with(NodeHold.CORDONED),
            well.with(NodeHold.DRAINED),
            well.with(NodeHold.LEAVING),
            well.with(NodeHold.STANDBY),
            node("c", "one", NodeStatus.UNHEALTHY, true).with(NodeHold.STANDBY));
    assertEquals(List.of("a"), ids(route.loaded()));
    assertEquals(List.of("b"), ids(route.present()));
    assertEquals(List.of(), ids(route.rest()));
  }
}
