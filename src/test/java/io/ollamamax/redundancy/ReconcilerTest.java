package io.ollamamax.redundancy;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.ollamamax.cluster.ModelName;
import io.ollamamax.cluster.NodeId;
import io.ollamamax.cluster.NodeKind;
import io.ollamamax.redundancy.ModelState.Worth;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import org.junit.jupiter.api.Test;

/** What is wanted against what is there. */
class ReconcilerTest {
  private static final Instant NOW = Instant.EPOCH;
  private static final ModelName M = ModelName.of("m");
  private static final ModelName X = ModelName.of("x");
  private static final long GIB = 1L << 30;
  private static final RedundancySettings TWO =
      new RedundancySettings(true, 2, 3, Duration.ofMinutes(5), Map.of(), 4, 4, 0.1);

  /** A node in the making. */
  private static final class At {
    final NodeId id;
    NodeKind kind = NodeKind.OLLAMA;
    String store;
    boolean serves = true;
    String endangered = "";
    Map<String, String> labels = Map.of();
    Optional<Site.Disk> disk = Optional.empty();
    OptionalLong vram = OptionalLong.empty();
    final Map<ModelName, Site.Held> models = new HashMap<>();

    At(String id) {
      this.id = new NodeId(id);
      this.store = id;
    }

    At has(ModelName model) {
      return has(model, "1", GIB);
    }

    At has(ModelName model, String digest, long size) {
      models.put(model, new Site.Held(digest, size, false));
      return this;
    }

    At zone(String zone) {
      labels = Map.of("zone", zone);
      return this;
    }

    At endangered() {
      endangered = "its failure is predicted";
      return this;
    }

    At away() {
      serves = false;
      return this;
    }

    Site site() {
      return new Site(id, kind, store, serves, serves, endangered, labels, disk, vram, models);
    }
  }

  private static At at(String id) {
    return new At(id);
  }

  private static Facts facts(At... nodes) {
    return new Facts(
        List.of(nodes).stream().map(At::site).toList(), Map.of(M, "1", X, "1"), Map.of(), true);
  }

  private static Plan plan(Past past, At... nodes) {
    return Reconciler.plan(facts(nodes), past, TWO, NOW);
  }

  private static List<String> steps(Plan plan) {
    return plan.steps().stream()
        .map(step -> (step instanceof Step.Make ? "+" : "-") + step.copy())
        .toList();
  }

  private static Copy copy(ModelName model, String node) {
    return new Copy(model, new NodeId(node));
  }

  private static Past own(Duration surplusFor, Copy... copies) {
    Map<Copy, String> own = new HashMap<>();
    Map<Copy, Instant> surplus = new HashMap<>();
    for (Copy copy : copies) {
      own.put(copy, "1");
      surplus.put(copy, NOW.minus(surplusFor));
    }
    return new Past(Map.of(), surplus, Map.of(), own, Map.of());
  }

  private static ModelState only(Plan plan) {
    assertEquals(1, plan.models().size());
    return plan.models().getFirst();
  }

  @Test
  void aMissingCopyIsMadeWhereTheFewestLabelsAreSharedAndTheFewestBytesStored() {
    Plan plan =
        plan(
            Past.NOTHING,
            at("a").zone("1").has(M),
            at("b").zone("1"),
            at("c").zone("2").has(X),
            at("d").zone("2"));
    assertEquals(List.of("+m:latest on d", "+x:latest on b"), steps(plan));
    Step.Make make = (Step.Make) plan.steps().getFirst();
    assertEquals(List.of(new NodeId("a")), make.sources());
    assertEquals("1 of 2 copies are there (default_factor)", make.reason());
    assertEquals(GIB, make.size());
  }

  @Test
  void whatOnlyAnEndangeredNodeHasComesFirst() {
    Plan plan =
        plan(
            Past.NOTHING,
            at("a").has(ModelName.of("b")),
            at("b").has(M).endangered(),
            at("c"),
            at("d"));
    assertEquals("+m:latest on c", steps(plan).getFirst());
    assertTrue(
        plan.steps().getFirst().reason().endsWith("b is expected to go"),
        plan.steps().getFirst().reason());
  }

  @Test
  void anEndangeredCopyDoesNotCountAndMaxFactorBoundsWhatIsMadeForIt() {
    At[] nodes = {at("a").has(M).endangered(), at("b").has(M), at("c"), at("d")};
    assertEquals(List.of("+m:latest on c"), steps(plan(Past.NOTHING, nodes)));
    Plan full =
        plan(
            Past.NOTHING,
            at("a").has(M).endangered(),
            at("b").has(M).endangered(),
            at("c").has(M).endangered(),
            at("d"));
    assertEquals(List.of(), steps(full));
    assertEquals("max_factor 3 is reached", only(full).lack());
  }

  @Test
  void aNodeThatWentIsWaitedForAndThenReplaced() {
    At[] nodes = {at("a").has(M), at("b").has(M).away(), at("c")};
    Plan soon = plan(Past.NOTHING, nodes);
    assertEquals(List.of(), steps(soon));
    assertEquals(Worth.AWAY, only(soon).copies().get(1).worth());
    Map<NodeId, Instant> since = Map.of(new NodeId("b"), NOW.minus(TWO.grace()));
    Plan later = plan(new Past(since, Map.of(), Map.of(), Map.of(), Map.of()), nodes);
    assertEquals(List.of("+m:latest on c"), steps(later));
    assertEquals(Worth.LOST, only(later).copies().get(1).worth());
  }

  @Test
  void aDrainedNodeIsReplacedAtOnceAndCopiedFrom() {
    At drained = at("a").has(M).away();
    drained.endangered = "drained by an operator";
    Site answers =
        new Site(
            drained.id,
            NodeKind.OLLAMA,
            "a",
            false,
            true,
            drained.endangered,
            Map.of(),
            Optional.empty(),
            OptionalLong.empty(),
            drained.models);
    Facts facts =
        new Facts(List.of(answers, at("b").site(), at("c").site()), Map.of(M, "1"), Map.of(), true);
    Plan plan = Reconciler.plan(facts, Past.NOTHING, TWO, NOW);
    assertEquals(List.of("+m:latest on b", "+m:latest on c"), steps(plan));
    assertEquals(List.of(new NodeId("a")), ((Step.Make) plan.steps().getFirst()).sources());
  }

  @Test
  void onlyCopiesMadeHereAreRemovedAndOnlyAfterAWhile() {
    At[] nodes = {at("a").has(M), at("b").has(M), at("c").has(M)};
    assertEquals(List.of(), steps(plan(own(Duration.ofDays(1)), nodes)));
    Plan young = plan(own(Duration.ofMinutes(9), copy(M, "c")), nodes);
    assertEquals(List.of(), steps(young));
    assertEquals(java.util.Set.of(copy(M, "c")), young.surplus());
    Plan old = plan(own(Duration.ofMinutes(10), copy(M, "c")), nodes);
    assertEquals(List.of("-m:latest on c"), steps(old));
    assertEquals(
        List.of(new NodeId("a"), new NodeId("b")),
        ((Step.Remove) old.steps().getFirst()).witnesses());
  }

  @Test
  void ofManySurplusCopiesOneGoesAtATime() {
    Past past = own(Duration.ofDays(1), copy(M, "a"), copy(M, "b"), copy(M, "c"), copy(M, "d"));
    Plan plan = plan(past, at("a").has(M), at("b").has(M), at("c").has(M), at("d").has(M));
    assertEquals(1, plan.steps().size());
    assertEquals(2, plan.surplus().size());
  }

  @Test
  void nothingIsRemovedOnOldNews() {
    Step.Remove remove = new Step.Remove(copy(M, "c"), "1", List.of(), "");
    assertEquals("", Reconciler.objection(remove, 2, facts(has("a"), has("b"), has("c"))));
    assertEquals(
        "only 1 other copies live and 2 are wanted",
        Reconciler.objection(remove, 2, facts(has("a"), has("b").away(), has("c"))));
    assertEquals(
        "only 0 other copies live and 1 are wanted",
        Reconciler.objection(remove, 0, facts(has("a").endangered(), has("c"))));
    assertEquals(
        "it is not there any more",
        Reconciler.objection(remove, 1, facts(has("a"), at("c").has(M, "2", 1))));
    At shared = has("a");
    shared.store = "c";
    assertEquals(
        "only 0 other copies live and 1 are wanted",
        Reconciler.objection(remove, 1, facts(shared, has("c"))));
  }

  private static At has(String id) {
    return at(id).has(M);
  }

  @Test
  void nodesOfOneStoreCountOnce() {
    At twin = has("b");
    twin.store = "a";
    Plan plan = plan(Past.NOTHING, has("a"), twin, at("c"));
    assertEquals(List.of("+m:latest on c"), steps(plan));
    At empty = at("d");
    empty.store = "a";
    assertEquals("every node has it", only(plan(Past.NOTHING, has("a"), empty)).lack());
  }

  @Test
  void demandWantsMoreCopiesUpToTheMost() {
    for (double[] wanted : new double[][] {{8, 2}, {8.1, 3}, {99, 3}}) {
      Facts facts =
          new Facts(
              List.of(has("a").site(), has("b").site(), at("c").site()),
              Map.of(M, "1"),
              Map.of(M, wanted[0]),
              true);
      Plan plan = Reconciler.plan(facts, Past.NOTHING, TWO, NOW);
      assertEquals((int) wanted[1], only(plan).wanted(), "for " + wanted[0]);
      assertEquals((int) wanted[1] - 2, plan.steps().size());
    }
  }

  @Test
  void modelsCanHaveFactorsOfTheirOwn() {
    RedundancySettings own =
        new RedundancySettings(true, 2, 3, Duration.ofMinutes(5), Map.of(M, 0, X, 1), 4, 4, 0.1);
    Plan plan = Reconciler.plan(facts(has("a"), at("b")), Past.NOTHING, own, NOW);
    assertEquals(List.of("+x:latest on b"), steps(plan));
    assertEquals(0, plan.models().getFirst().wanted());
    assertEquals(List.of(), ((Step.Make) plan.steps().getFirst()).sources());
  }

  @Test
  void whyNotIsSaidForEachNode() {
    At full = at("b");
    full.disk = Optional.of(new Site.Disk(5 * GIB, 100 * GIB));
    At other = at("c").has(M, "2", 1);
    At embedded = at("d");
    embedded.kind = NodeKind.EMBEDDED;
    Past failed =
        new Past(
            Map.of(),
            Map.of(),
            Map.of(copy(M, "e"), new Past.Failure(1, NOW.plusSeconds(1), "no way")),
            Map.of(),
            Map.of());
    assertEquals(
        "b has too little disk (5120 MB free); c has another version of it; d is of another kind;"
            + " e failed (no way)",
        only(plan(failed, has("a"), full, other, embedded, at("e"))).lack());
  }

  @Test
  void theAcceleratorThatHoldsItIsPreferredAndNoneIsNoObstacle() {
    At small = at("b");
    small.vram = OptionalLong.of(GIB / 2);
    At large = at("c").has(X, "1", 100 * GIB);
    large.vram = OptionalLong.of(GIB);
    assertEquals("+m:latest on c", steps(plan(Past.NOTHING, has("a"), small, large)).getFirst());
    assertEquals(List.of("+m:latest on b"), steps(plan(Past.NOTHING, has("a"), small)));
  }

  @Test
  void atMostSoManyAreMadeAtOnceAndOneForANode() {
    List<At> nodes = new ArrayList<>();
    At first = at("a");
    for (int i = 0; i < 9; i++) {
      first.has(ModelName.of("m" + i));
    }
    nodes.add(first);
    for (int i = 0; i < 9; i++) {
      nodes.add(at("b" + i));
    }
    Map<ModelName, String> digests = new HashMap<>();
    first.models.keySet().forEach(model -> digests.put(model, "1"));
    Facts facts = new Facts(nodes.stream().map(At::site).toList(), digests, Map.of(), true);
    Plan plan = Reconciler.plan(facts, Past.NOTHING, TWO, NOW);
    assertEquals(4, plan.steps().size());
    assertEquals(4, plan.steps().stream().map(Step::node).distinct().count());
    assertTrue(
        plan.models().stream().anyMatch(m -> m.lack().equals("waits: 4 copies are made at once")));
  }

  @Test
  void whereNotAllNodesAreKnownOrItIsOffNothingIsDone() {
    Facts facts =
        new Facts(List.of(has("a").site(), at("b").site()), Map.of(M, "1"), Map.of(), false);
    assertEquals(List.of(), Reconciler.plan(facts, Past.NOTHING, TWO, NOW).steps());
    RedundancySettings off =
        new RedundancySettings(false, 2, 3, Duration.ofMinutes(5), Map.of(), 4, 4, 0.1);
    assertEquals(
        List.of(), Reconciler.plan(facts(has("a"), at("b")), Past.NOTHING, off, NOW).steps());
  }
}
