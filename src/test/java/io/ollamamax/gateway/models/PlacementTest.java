package io.ollamamax.gateway.models;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.ollamamax.cluster.ClusterView;
import io.ollamamax.cluster.ModelName;
import io.ollamamax.cluster.NodeHold;
import io.ollamamax.cluster.NodeId;
import io.ollamamax.cluster.NodeKind;
import io.ollamamax.cluster.NodeModel;
import io.ollamamax.cluster.NodeStatus;
import io.ollamamax.cluster.NodeView;
import io.ollamamax.cluster.RoutingTable;
import java.net.URI;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class PlacementTest {
  private static final ModelName NEW = new ModelName("new:latest");

  private static NodeView node(String id, String zone, NodeHold hold, Object... models) {
    Map<ModelName, NodeModel> has = new HashMap<>();
    for (int i = 0; i < models.length; i += 2) {
      ModelName name = new ModelName((String) models[i]);
      has.put(name, new NodeModel(name, "d", (Integer) models[i + 1], false, 0));
    }
    return new NodeView(
        new NodeId(id),
        URI.create("http://127.0.0.1:1"),
        Optional.empty(),
        id.startsWith("e") ? NodeKind.EMBEDDED : NodeKind.OLLAMA,
        zone.isEmpty() ? Map.of() : Map.of("zone", zone),
        hold,
        id.startsWith("x") ? NodeStatus.UNHEALTHY : NodeStatus.HEALTHY,
        "",
        "1",
        has,
        0);
  }

  private static NodeView node(String id, String zone, Object... models) {
    return node(id, zone, NodeHold.NONE, models);
  }

  private static List<String> targets(int factor, NodeView... nodes) {
    ClusterView view = new ClusterView(List.of(nodes), RoutingTable.of(List.of(nodes)));
    return Placement.targets(view, NEW, factor, node -> !node.id().value().startsWith("u")).stream()
        .map(node -> node.id().value())
        .toList();
  }

  @Test
  void aNewModelGoesWhereLeastIsStored() {
    assertEquals(
        List.of("c", "b"),
        targets(2, node("a", "", "m", 9), node("b", "", "m", 5), node("c", "", "k", 1, "l", 2)));
  }

  @Test
  void everyCopyChangesWhateverTheFactor() {
    assertEquals(
        List.of("b", "c"),
        targets(1, node("a", ""), node("b", "", "NEW:latest", 1), node("c", "", "new:latest", 1)));
  }

  @Test
  void onlyWhatIsMissingToTheFactorIsAdded() {
    assertEquals(
        List.of("c", "a"),
        targets(2, node("a", ""), node("b", ""), node("c", "", "new:latest", 1)));
  }

  @Test
  void copiesAreKeptApartByLabelsBeforeBytesCount() {
    assertEquals(
        List.of("a", "c"),
        targets(2, node("a", "one"), node("b", "one", "m", 1), node("c", "two", "m", 99)));
    assertEquals(
        List.of("b", "c"),
        targets(2, node("a", "one"), node("b", "one", "new:latest", 1), node("c", "two", "m", 99)));
  }

  @Test
  void nodesThatAreHeldDeadOrUnableGetNone() {
    NodeView[] nodes = {
      node("x", ""), node("u", ""), node("a", "", NodeHold.STANDBY), node("b", ""), node("e", "")
    };
    assertEquals(List.of("b"), targets(5, nodes));
  }

  @Test
  void embeddedNodesServeWhereThereAreNoOthers() {
    assertEquals(List.of("e1", "e2"), targets(2, node("x", ""), node("e1", ""), node("e2", "")));
  }
}
