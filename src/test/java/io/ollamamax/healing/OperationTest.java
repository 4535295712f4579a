package io.ollamamax.healing;

import static io.ollamamax.healing.Scene.id;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.ollamamax.cluster.NodeStatus;
import io.ollamamax.healing.OperationRecord.Phase;
import io.ollamamax.healing.OperationRecord.Result;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;

/** How an operation goes through its steps, tries again, gives up and takes back. */
class OperationTest {
  private static Scene with(String core) {
    Scene scene = Scene.ofFive();
    scene.use(Scene.FAST.replace("fault_tolerance:", "fault_tolerance:\n" + core.indent(4)));
    return scene;
  }

  @Test
  void anActIsTriedAsOftenAsMaxRetriesSays() {
    for (int retries : List.of(1, 7)) {
      Scene scene = with("max_retries: " + retries);
      scene.results(Act.Restart.class, ActResult.failed("port is taken"));
      scene.start();
      scene.kill("a");
      scene.healer.lookSoon();
      while (scene.ended.isEmpty()) {
        scene.pass(1);
      }
      assertEquals(1 + retries, scene.acts("restart").size());
      assertEquals(
          "port is taken, after " + (1 + retries) + " tries", scene.ended.getFirst().reason());
      assertEquals(1, scene.intents.size(), "tries are one operation");
    }
  }

  @Test
  void triesBackOffFromRetryBackoff() {
    long fast = untilGivenUp("100ms");
    long slow = untilGivenUp("10s");
    assertTrue(fast <= 2 && slow >= 10, fast + " s and " + slow + " s");
  }

  private static long untilGivenUp(String backoff) {
    Scene scene = with("max_retries: 3\nretry_backoff: " + backoff);
    scene.results(Act.Restart.class, ActResult.unknown("nothing was heard of it"));
    scene.start();
    scene.kill("a");
    scene.healer.lookSoon();
    long seconds = 0;
    for (; scene.ended.isEmpty(); seconds++) {
      scene.pass(1);
    }
    return seconds;
  }

  @Test
  void whatIsRefusedIsNotTriedAgain() {
    Scene scene = Scene.ofFive();
    scene.results(Act.Restart.class, ActResult.refused("an older fence"));
    scene.start();
    scene.kill("a");
    scene.pass(25);
    assertEquals(1, scene.acts("restart").size());
    assertEquals("refused: an older fence", scene.ended.getFirst().reason());
  }

  @Test
  void recoveryTimeoutEndsItAndTheNextStrategyTakesOver() {
    for (int seconds : List.of(60, 120)) {
      Scene scene = with("recovery_timeout: " + seconds + "s");
      scene.start();
      scene.hang("a");
      scene.pass(11 + seconds);
      assertEquals(List.of(), scene.ended);
      scene.pass(11);
      assertEquals(Result.TIMED_OUT, scene.ended.getFirst().result().orElseThrow());
      scene.pass(15);
      assertEquals(Ground.EXHAUSTED, scene.decision("a").ground());
    }
  }

  @Test
  void whatOutlivesItsTimeHoldsTheNodeUntilItHasEnded() {
    Scene scene = with("recovery_timeout: 60s");
    CompletableFuture<ActResult> late = new CompletableFuture<>();
    scene.hands = (node, act) -> late;
    scene.start();
    scene.kill("a");
    scene.pass(600);
    assertEquals(List.of(), scene.ended);
    assertEquals(Phase.UNDOING, scene.healer.view().running().getFirst().phase());
    assertEquals(1, scene.acts.size(), "nothing else is done to the node meanwhile");
    late.complete(ActResult.done("", Map.of()));
    scene.pass(1);
    assertEquals(Result.TIMED_OUT, scene.ended.getFirst().result().orElseThrow());
  }

  @Test
  void aDrainThatDoesNotEndIsHelpedByMovingTheAnswers() {
    Scene scene = Scene.ofFive();
    scene.results(Act.Drain.class, ActResult.failed("2 answers were left"));
    scene.start();
    assertTrue(scene.healer.heal(id("a"), Strategy.SERVICE_RESTART, false).accepted());
    scene.pass(60);
    assertEquals(List.of("drain a", "restart a", "undrain a"), scene.acts);
    assertEquals(List.of("move a"), scene.shifts);
  }

  @Test
  void withoutFailoverANodeThatStillServesIsNotKilled() {
    Scene scene = Scene.ofFive("enable_failover: false");
    scene.results(Act.Drain.class, ActResult.failed("2 answers were left"));
    scene.start();
    assertTrue(scene.healer.heal(id("a"), Strategy.SERVICE_RESTART, false).accepted());
    scene.pass(60);
    assertEquals(List.of("drain a", "undrain a"), scene.acts);
    assertEquals("it could not be drained: 2 answers were left", scene.ended.getFirst().reason());
  }

  @Test
  void aFailedRestartLetsTheNodeServeAgain() {
    Scene scene = with("max_retries: 1");
    scene.results(Act.Restart.class, ActResult.failed("no binary"));
    scene.start();
    scene.healer.heal(id("a"), Strategy.SERVICE_RESTART, false);
    scene.pass(60);
    assertEquals(List.of("drain a", "restart a", "restart a", "undrain a"), scene.acts);
  }

  @Test
  void aLostLeaseEndsItWithoutAnotherAct() {
    Scene scene = Scene.ofFive();
    CompletableFuture<ActResult> drain = new CompletableFuture<>();
    scene.hands = (node, act) -> drain;
    scene.start();
    scene.healer.heal(id("a"), Strategy.SERVICE_RESTART, false);
    scene.pass(1);
    scene.obstacle = Optional.of("gateway g2 leads");
    drain.complete(ActResult.done("", Map.of()));
    scene.pass(60);
    assertEquals(List.of("drain a"), scene.acts);
    assertEquals(Result.CANCELLED, scene.ended.getFirst().result().orElseThrow());
    assertEquals("gateway g2 leads", scene.ended.getFirst().reason());
  }

  @Test
  void anActThatBreaksIsAFailureOfTheOperation() {
    Scene scene = Scene.ofFive();
    scene.hands = (node, act) -> CompletableFuture.failedFuture(new IllegalStateException("bug"));
    scene.start();
    scene.kill("a");
    scene.pass(25);
    assertTrue(scene.ended.getFirst().reason().contains("bug"));
  }

  @Test
  void aNodeThatVanishesIsNotCalledHealed() {
    Scene scene = Scene.ofFive();
    scene.start();
    scene.kill("a");
    scene.pass(11);
    scene.nodes.remove(id("a"));
    scene.faults.clear();
    scene.pass(600);
    assertEquals(Result.TIMED_OUT, scene.ended.getFirst().result().orElseThrow());
  }

  @Test
  void readinessIsAwaitedBeforeTrafficReturns() {
    Scene scene = Scene.ofFive();
    scene.hands =
        (node, act) -> {
          if (act instanceof Act.Restart) {
            scene.set("a", n -> n.found(NodeStatus.STARTING));
          }
          return CompletableFuture.completedFuture(ActResult.done("", Map.of()));
        };
    scene.start();
    scene.healer.heal(id("a"), Strategy.SERVICE_RESTART, false);
    scene.pass(60);
    assertEquals(List.of("drain a", "restart a"), scene.acts);
    scene.set("a", n -> n.found(NodeStatus.HEALTHY));
    scene.pass(12);
    assertEquals("undrain a", scene.acts.getLast());
  }
}
