package io.ollamamax.healing;

import static io.ollamamax.healing.Scene.id;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.ollamamax.cluster.Fault;
import io.ollamamax.cluster.ModelName;
import io.ollamamax.cluster.NodeId;
import io.ollamamax.cluster.NodeStatus;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.concurrent.CompletableFuture;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;

/** Random faults, facts and results of acts for hours: no rule of safety is ever broken. */
class SafetyPropertyTest {
  private static final List<String> NAMES = List.of("a", "b", "c", "d", "e", "f", "g");
  private static final Duration HOUR = Duration.ofHours(1);

  @Property(tries = 30)
  void noRuleIsEverBroken(@ForAll long seed) {
    new Storm(seed).blow();
  }

  /** What happens to the nodes, and what must not. */
  private static final class Storm {
    final SplittableRandom random;
    final Scene scene;
    final List<CompletableFuture<ActResult>> pending = new ArrayList<>();
    final List<Instant> disruptive = new ArrayList<>();
    final Map<NodeId, List<Instant>> restarts = new HashMap<>();
    final Set<String> seen = new HashSet<>();
    int checked;

    Storm(long seed) {
      random = new SplittableRandom(seed);
      boolean learning = random.nextBoolean();
      scene = new Scene(Scene.FAST.replace("learning: false", "learning: " + learning));
      scene.hands = this::act;
      for (String name : NAMES) {
        scene.put(Scene.node(name));
      }
      scene.set("a", n -> n.models(Scene.models("tiny", "rare")));
      scene.set("b", n -> n.models(Scene.models("tiny", "rare")));
    }

    void blow() {
      scene.start();
      for (int i = 0; i < 300; i++) {
        change();
        scene.pass(random.nextInt(1, 40));
        check();
      }
      assertTrue(scene.intents.size() > 10, "the storm was too calm");
    }

    private void change() {
      String name = NAMES.get(random.nextInt(NAMES.size()));
      NodeId id = id(name);
      switch (random.nextInt(12)) {
        case 0 -> scene.kill(name);
        case 1 -> scene.hang(name);
        case 2 -> scene.faults.add(Scene.degraded(name, random.nextDouble(0.01, 1)));
        case 3 ->
            scene.faults.add(
                new Fault.StuckModel(id, ModelName.of("rare"), random.nextDouble(0.01, 1), "x"));
        case 4 ->
            scene.faults.add(
                new Fault.ResourcePressure(
                    id, Fault.Resource.VRAM, random.nextDouble(0.01, 1), "x"));
        case 5 ->
            scene.faults.add(
                new Fault.PredictedFailure(id, "x", random.nextDouble(0.01, 1), scene.now(), "x"));
        case 6 -> scene.set(name, n -> n.load(random.nextInt(5), 4));
        case 7 -> scene.set(name, n -> n.busy(random.nextBoolean() ? "it loads" : ""));
        case 8 -> scene.set(name, n -> n.seenBy(random.nextInt(2), random.nextInt(2)));
        case 9 -> {
          if (!pending.isEmpty()) {
            pending.remove(random.nextInt(pending.size())).complete(result());
          }
        }
        default -> scene.cure(id);
      }
    }

    private ActResult result() {
      return switch (random.nextInt(4)) {
        case 0 -> ActResult.failed("x");
        case 1 -> ActResult.refused("x");
        case 2 -> ActResult.unknown("x");
        default -> ActResult.done("x", Map.of());
      };
    }

    /** Is asked at the very moment of an act. */
    private CompletableFuture<ActResult> act(NodeId node, Act act) {
      NodeFacts facts = scene.facts(node.value());
      boolean undo = act instanceof Act.Undrain;
      assertTrue(facts.held().isEmpty());
      if (act instanceof Act.Drain) {
        assertTrue(livesWithout(node), "the last live copy is drained");
      }
      if (act instanceof Act.Restart restart && !facts.dead() && restart.grace().isZero()) {
        assertFalse(facts.found().serves() && drained(node), "a node that serves is killed");
      }
      if (random.nextInt(5) == 0 && !undo) {
        CompletableFuture<ActResult> later = new CompletableFuture<>();
        pending.add(later);
        return later;
      }
      if (act instanceof Act.Restart && random.nextBoolean()) {
        scene.cure(node);
      }
      return CompletableFuture.completedFuture(undo ? ActResult.done("", Map.of()) : result());
    }

    private boolean drained(NodeId node) {
      return scene.acts.stream().noneMatch(("drain " + node)::equals);
    }

    private boolean livesWithout(NodeId node) {
      Optional<Fault> stuck =
          scene.faults.stream()
              .filter(f -> f instanceof Fault.StuckModel && f.target().equals(Optional.of(node)))
              .findFirst();
      return scene.facts(node.value()).models().keySet().stream()
          .filter(model -> stuck.flatMap(Fault::subject).filter(model::equals).isEmpty())
          .allMatch(
              model ->
                  scene.nodes.values().stream()
                      .anyMatch(
                          other ->
                              !other.id().equals(node)
                                  && other.found() == NodeStatus.HEALTHY
                                  && other.models().containsKey(model)));
    }

    private void check() {
      HealingView view = scene.healer.view();
      long now = view.running().stream().filter(OperationRecord::disruptive).count();
      assertTrue(now <= 1, "two disruptive operations at a time");
      Set<NodeId> targets = new HashSet<>();
      for (OperationRecord operation : view.running()) {
        assertTrue(targets.add(operation.intent().node()), "two operations on one node");
        begun(operation);
      }
      view.done().forEach(this::begun);
      scene.ended.stream()
          .skip(checked)
          .filter(OperationRecord::succeeded)
          .forEach(done -> assertTrue(done.after() < 0.7 || failover(done), done.toString()));
      checked = scene.ended.size();
    }

    private static boolean failover(OperationRecord done) {
      return done.intent().strategy() == Strategy.FAILOVER;
    }

    private void begun(OperationRecord operation) {
      if (!seen.add(operation.intent().id())) {
        return;
      }
      Instant at = operation.began();
      if (operation.disruptive()) {
        disruptive.add(at);
        long within = disruptive.stream().filter(other -> within(other, at, HOUR)).count();
        assertTrue(within <= 6, within + " disruptive operations within an hour");
      }
      if (operation.intent().strategy() == Strategy.SERVICE_RESTART) {
        List<Instant> of =
            restarts.computeIfAbsent(operation.intent().node(), k -> new ArrayList<>());
        of.forEach(
            other ->
                assertFalse(
                    within(other, at, Duration.ofSeconds(10)), "a restart within the back-off"));
        of.add(at);
        long recent =
            of.stream().filter(other -> within(other, at, Duration.ofMinutes(15))).count();
        assertTrue(recent <= 3, recent + " restarts within a quarter of an hour");
      }
      assertEquals(1, scene.intents.stream().filter(operation.intent()::equals).count());
    }

    private static boolean within(Instant a, Instant b, Duration time) {
      return Duration.between(a, b).abs().compareTo(time) < 0;
    }
  }
}
