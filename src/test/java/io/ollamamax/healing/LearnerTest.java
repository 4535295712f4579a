package io.ollamamax.healing;

import static io.ollamamax.healing.Scene.degraded;
import static io.ollamamax.healing.Scene.id;
import static io.ollamamax.healing.Strategy.FAILOVER;
import static io.ollamamax.healing.Strategy.LOAD_REDISTRIBUTION;
import static io.ollamamax.healing.Strategy.RESOURCE_REALLOCATION;
import static io.ollamamax.healing.Strategy.SERVICE_RESTART;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Duration;
import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SplittableRandom;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.Size;
import org.junit.jupiter.api.Test;

/** What is learned of outcomes, and that learning permits nothing. */
class LearnerTest {
  private static final String KIND = "node_degraded";
  private static final List<Strategy> PERMITTED = Menu.permitted(KIND);
  private static final Instant START = Instant.EPOCH;

  private static Learner learner() {
    return new Learner(new SplittableRandom(3));
  }

  private static double mean(Learner learner, Strategy strategy) {
    return Optional.ofNullable(learner.posteriors().get(new Arm(KIND, strategy)))
        .orElseThrow()
        .mean();
  }

  private static long attempts(Scene scene, Arm arm) {
    return Optional.ofNullable(scene.healer.view().posteriors().get(arm)).orElseThrow().attempts();
  }

  private static void succeed(Learner learner, Strategy strategy, int times) {
    for (int i = 0; i < times; i++) {
      learner.succeeded(
          new Arm(KIND, strategy), id("a"), Duration.ZERO, Duration.ofMinutes(5), START);
      learner.settle(START);
    }
  }

  private static int firsts(Learner learner, Strategy strategy) {
    int firsts = 0;
    for (int i = 0; i < 1000; i++) {
      if (learner.order(KIND, PERMITTED).getFirst() == strategy) {
        firsts++;
      }
    }
    return firsts;
  }

  @Test
  void beforeItHasLearnedItFollowsTheFixedOrderMoreOftenThanNot() {
    List<Double> means = PERMITTED.stream().map(s -> mean(learner(), s)).toList();
    assertEquals(means.stream().sorted(Comparator.reverseOrder()).toList(), means);
    int first = firsts(learner(), LOAD_REDISTRIBUTION);
    assertTrue(first > 450, first + " of 1000");
  }

  @Test
  void whatHelpsIsTriedFirst() {
    Learner learner = learner();
    for (int i = 0; i < 15; i++) {
      learner.failed(new Arm(KIND, LOAD_REDISTRIBUTION));
      learner.failed(new Arm(KIND, RESOURCE_REALLOCATION));
      succeed(learner, SERVICE_RESTART, 1);
    }
    assertTrue(firsts(learner, SERVICE_RESTART) < 200, "not before the fold");
    learner.fold();
    int first = firsts(learner, SERVICE_RESTART);
    assertTrue(first > 850, first + " of 1000");
  }

  @Test
  void aRelapseIsNoSuccess() {
    Learner learner = learner();
    double before = mean(learner, FAILOVER);
    learner.succeeded(
        new Arm(KIND, FAILOVER),
        id("a"),
        Duration.ZERO,
        Duration.ofMinutes(5),
        START.plusSeconds(90));
    learner.settle(START.plusSeconds(89));
    learner.relapsed(KIND, id("b"));
    learner.relapsed("node_down", id("a"));
    learner.fold();
    assertEquals(before, mean(learner, FAILOVER), 1e-9);
    learner.relapsed(KIND, id("a"));
    learner.fold();
    assertTrue(mean(learner, FAILOVER) < before);
  }

  @Test
  void successIsWorthLessTheMoreItCostsAndTheLongerItTakes() {
    double cheap = meanAfter(LOAD_REDISTRIBUTION, Duration.ZERO);
    double slow = meanAfter(LOAD_REDISTRIBUTION, Duration.ofMinutes(5));
    assertTrue(slow < cheap);
    assertTrue(LOAD_REDISTRIBUTION.cost() < SERVICE_RESTART.cost());
  }

  private static double meanAfter(Strategy strategy, Duration recovery) {
    Learner learner = learner();
    learner.succeeded(new Arm(KIND, strategy), id("a"), recovery, Duration.ofMinutes(5), START);
    learner.settle(START);
    learner.fold();
    return mean(learner, strategy);
  }

  @Test
  void whatChangesIsLearnedAnew() {
    Learner learner = learner();
    succeed(learner, LOAD_REDISTRIBUTION, 1000);
    learner.fold();
    for (int i = 0; i < 60; i++) {
      learner.failed(new Arm(KIND, LOAD_REDISTRIBUTION));
    }
    learner.fold();
    assertTrue(mean(learner, LOAD_REDISTRIBUTION) < 0.3);
  }

  @Property(tries = 200)
  void whateverHappensBeliefsStayBoundedAndPermitNothing(
      @ForAll @Size(max = 300) List<Boolean> outcomes) {
    Learner learner = learner();
    SplittableRandom random = new SplittableRandom(outcomes.hashCode());
    for (boolean success : outcomes) {
      Arm arm = Menu.arms().get(random.nextInt(Menu.arms().size()));
      if (success) {
        learner.succeeded(
            arm, id("a"), Duration.ofSeconds(random.nextInt(900)), Duration.ofMinutes(5), START);
        learner.settle(START);
      } else {
        learner.failed(arm);
      }
      if (random.nextInt(10) == 0) {
        learner.fold();
      }
    }
    learner.fold();
    assertEquals(Menu.arms(), List.copyOf(learner.posteriors().keySet()));
    learner
        .posteriors()
        .values()
        .forEach(p -> assertTrue(p.alpha() + p.beta() < 6 + 1 / 0.03, p.toString()));
    for (Arm arm : Menu.arms()) {
      List<Strategy> order = learner.order(arm.kind(), Menu.permitted(arm.kind()));
      assertEquals(
          Menu.permitted(arm.kind()).stream().sorted().toList(), order.stream().sorted().toList());
    }
  }

  @Test
  void theSwitchDecidesWhetherWhatWasLearnedCounts() {
    Learner teacher = learner();
    for (int i = 0; i < 40; i++) {
      teacher.failed(new Arm(KIND, LOAD_REDISTRIBUTION));
      teacher.failed(new Arm(KIND, RESOURCE_REALLOCATION));
      teacher.failed(new Arm(KIND, FAILOVER));
      succeed(teacher, SERVICE_RESTART, 1);
    }
    teacher.fold();
    HealingMemory.Caps nothing = new HealingMemory.Caps(List.of(), Map.of(), List.of());
    for (boolean on : List.of(true, false)) {
      Scene scene = Scene.ofFive();
      scene.use(Scene.FAST.replace("enable_learning: false", "enable_learning: " + on));
      scene.healer.restore(new HealingMemory(teacher.posteriors(), List.of(), List.of(), nothing));
      scene.start();
      scene.faults.add(degraded("a", 0.9));
      scene.pass(25);
      assertEquals(on ? SERVICE_RESTART : LOAD_REDISTRIBUTION, scene.strategies().getFirst());
    }
  }

  @Test
  void outcomesAreFoldedEachLearningIntervalKeptAndReset() {
    Arm arm = new Arm("node_down", SERVICE_RESTART);
    for (int minutes : List.of(2, 10)) {
      Scene scene = Scene.ofFive();
      scene.use(
          Scene.FAST
              .replace("enable_learning: false", "enable_learning: true")
              .replace("learning_interval: 1m", "learning_interval: " + minutes + "m"));
      scene.start();
      scene.results(Act.Restart.class, ActResult.refused("no"));
      scene.kill("a");
      while (scene.ended.isEmpty()) {
        scene.pass(1);
      }
      assertEquals(0, attempts(scene, arm));
      scene.pass(60L * minutes);
      assertTrue(attempts(scene, arm) > 0);
      Scene next = Scene.ofFive();
      next.healer.restore(scene.healer.memory());
      next.start();
      assertEquals(scene.healer.view().posteriors(), next.healer.view().posteriors());
      next.healer.resetLearning();
      assertEquals(learner().posteriors(), next.healer.view().posteriors());
    }
  }
}
