package io.ollamamax.healing;

import static io.ollamamax.healing.Scene.degraded;
import static io.ollamamax.healing.Scene.id;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.ollamamax.cluster.Fault;
import io.ollamamax.cluster.ModelName;
import io.ollamamax.cluster.NodeStatus;
import io.ollamamax.healing.OperationRecord.Result;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;

/** Each test tries to make healing break one rule. */
class SafetyTest {
  private static final String RESTART_ONLY =
      "load_redistribution: false\nresource_reallocation: false\nenable_failover: false";

  private static Scene with(String healing) {
    Scene scene = Scene.ofFive(RESTART_ONLY);
    scene.use(Scene.FAST + RESTART_ONLY.indent(6) + "healing:\n" + healing.indent(2));
    return scene;
  }

  @Test
  void nothingIsDoneToNodesOfWhichNothingIsWrong() {
    Scene scene = Scene.ofFive();
    for (String name : List.of("a", "b", "c", "d", "e")) {
      scene.set(name, n -> n.load(4, 4).busy("it loads a model"));
    }
    scene.start();
    scene.pass(86_400);
    assertEquals(List.of(), scene.intents);
  }

  @Test
  void aNodeThatLoadsAModelIsNotRestartedForItsSilence() {
    Scene scene = Scene.ofFive(RESTART_ONLY);
    scene.start();
    scene.hang("a");
    scene.set("a", n -> n.busy("it loads tiny:latest"));
    scene.pass(600);
    assertEquals(List.of(), scene.acts);
    assertTrue(scene.decision("a").reason().contains("it loads tiny:latest"));
    scene.set("a", n -> n.busy(""));
    scene.pass(45);
    assertEquals(List.of("restart a"), scene.acts);
  }

  @Test
  void oneLookIsNotEnoughForAProcessThatLives() {
    Scene scene = Scene.ofFive(RESTART_ONLY);
    scene.start();
    for (int i = 0; i < 30; i++) { // bad at one look, well at the next
      scene.hang("a");
      scene.pass(10);
      scene.cure(id("a"));
      scene.pass(11);
    }
    assertEquals(List.of(), scene.acts);
  }

  @Test
  void whatComesBackBetweenTwoTriesIsNotKilled() {
    Scene scene = Scene.ofFive(RESTART_ONLY);
    scene.start();
    scene.results(Act.Restart.class, ActResult.unknown("nothing was heard of it"));
    scene.kill("a");
    while (scene.acts.isEmpty()) {
      scene.pass(1);
    }
    scene.set("a", n -> n.found(NodeStatus.HEALTHY).dead(false));
    int tries = scene.acts.size();
    scene.pass(15);
    assertEquals(tries, scene.acts.size());
    assertEquals("it serves again by itself", scene.ended.getFirst().reason());
  }

  @Test
  void oneDisruptiveOperationAtATime() {
    Scene scene = Scene.ofFive(RESTART_ONLY);
    scene.start();
    scene.faults.add(degraded("a", 0.8));
    scene.faults.add(degraded("b", 0.8));
    scene.use(
        Scene.FAST
            + RESTART_ONLY.indent(6)
            + "healing: {systemic_share: 0.9}\n"); // both may be bad
    scene.hands = (node, act) -> new CompletableFuture<>();
    scene.pass(60);
    assertEquals(List.of("drain a"), scene.acts);
    assertTrue(scene.decision("b").reason().contains("another disruptive operation is running"));
  }

  @Test
  void deadProcessesAreStartedAllAtOnce() {
    Scene scene = Scene.ofFive();
    scene.start();
    for (String name : List.of("a", "b", "c", "d")) {
      scene.kill(name);
    }
    scene.pass(11);
    assertEquals(List.of("restart a", "restart b", "restart c", "restart d"), scene.acts);
  }

  @Test
  void noMoreDisruptiveOperationsInAnHourThanAllowed() {
    Scene scene = with("acts_per_hour: 2\nquarantine_restarts: 1000\nrestart_backoff: 1s");
    scene.start();
    scene.curedBy(Act.Restart.class);
    for (int i = 0; i < 50; i++) {
      scene.faults.add(degraded(List.of("a", "b").get(i % 2), 0.8));
      scene.pass(60);
    }
    assertEquals(2, scene.acts("restart").size());
    assertTrue(
        scene.healer.view().decisions().stream()
            .anyMatch(d -> d.reason().contains("2 disruptive operations within an hour")));
    scene.pass(900);
    assertTrue(scene.acts("restart").size() > 2, "the next hour has its own");
  }

  @Test
  void aTenthOfManyNodesIsMoreThanSix() {
    HealingSettings settings = new Scene("").settings;
    assertEquals(6, settings.actsPerHour(3));
    assertEquals(6, settings.actsPerHour(60));
    assertEquals(10, settings.actsPerHour(100));
  }

  @Test
  void aCommonCauseRestartsNothingThatServes() {
    Scene scene = Scene.ofFive();
    scene.start();
    for (String name : List.of("a", "b", "c")) {
      scene.faults.add(degraded(name, 0.9));
    }
    scene.pass(900);
    assertEquals(List.of(), scene.acts("restart"));
    assertEquals(List.of(), scene.acts("drain"));
    assertEquals(3, scene.healer.view().systemic().orElseThrow().nodes().size());
    assertEquals(1, scene.people.stream().filter(p -> p.startsWith("cluster: systemic")).count());
  }

  @Test
  void fromWhichShareACauseIsCommonIsASetting() {
    for (double share : List.of(0.3, 0.5)) {
      Scene scene = with("systemic_share: " + share);
      scene.start();
      scene.faults.add(degraded("a", 0.8));
      scene.faults.add(degraded("b", 0.8));
      scene.pass(30);
      assertEquals(share == 0.3, scene.healer.view().systemic().isPresent());
      assertEquals(share == 0.3, scene.acts.isEmpty());
    }
  }

  @Test
  void whatLooksDeadFromHereIsNotRestartedWhileMostLookDead() {
    Scene scene = Scene.ofFive();
    scene.start();
    for (String name : List.of("a", "b", "c", "d", "e")) {
      scene.hang(name); // the network is gone, the processes live
    }
    scene.pass(900);
    assertEquals(List.of(), scene.acts);
  }

  @Test
  void oneBadNodeOfTwoIsNoCommonCause() {
    Scene scene = new Scene(Scene.FAST);
    scene.put(Scene.node("a"));
    scene.put(Scene.node("b"));
    scene.start();
    scene.curedBy(Act.Restart.class);
    scene.hang("a");
    scene.pass(30);
    assertEquals(List.of("restart a"), scene.acts);
  }

  @Test
  void theLastLiveCopyOfAModelStays() {
    Scene scene = Scene.ofFive();
    scene.set("a", n -> n.models(Scene.models("tiny", "rare")));
    scene.start();
    scene.faults.add(degraded("a", 0.9));
    scene.pass(1800);
    assertEquals(List.of(), scene.acts("drain"));
    assertFalse(scene.shifts.contains("hold a"));
    assertFalse(
        scene.healer.heal(id("a"), Strategy.SERVICE_RESTART, false).accepted(),
        "not even for a person");
    scene.set("b", n -> n.models(Scene.models("tiny", "rare")));
    assertTrue(scene.healer.heal(id("a"), Strategy.SERVICE_RESTART, false).accepted());
  }

  @Test
  void whatFailsWhileTheIntentIsWrittenCounts() {
    Scene scene = Scene.ofFive();
    scene.set("a", n -> n.models(Scene.models("rare")));
    scene.set("b", n -> n.models(Scene.models("rare")));
    scene.start();
    scene.written = () -> scene.kill("b");
    assertTrue(scene.healer.heal(id("a"), Strategy.SERVICE_RESTART, false).accepted());
    scene.pass(5);
    assertEquals(List.of(), scene.acts("drain"));
    assertEquals("it is the last node that serves rare:latest", scene.ended.getFirst().reason());
  }

  @Test
  void aCopyOnABadNodeIsNoLiveCopy() {
    Scene scene = Scene.ofFive();
    scene.set("a", n -> n.models(Scene.models("rare")));
    scene.set("b", n -> n.models(Scene.models("rare")));
    scene.start();
    scene.faults.add(degraded("a", 0.8));
    scene.faults.add(degraded("b", 0.9));
    scene.pass(1800);
    assertEquals(List.of(), scene.acts("drain"));
  }

  @Test
  void aModelThatHangsIsNoLiveCopy() {
    Scene scene = Scene.ofFive("resource_reallocation: false\nenable_failover: false");
    scene.set("a", n -> n.models(Scene.models("tiny", "rare")));
    scene.start();
    scene.faults.add(new Fault.StuckModel(id("a"), ModelName.of("rare"), 0.9, "no token"));
    scene.pass(60);
    assertEquals("drain a", scene.acts.getFirst());
  }

  @Test
  void capacityInUseStays() {
    Scene scene = Scene.ofFive(RESTART_ONLY);
    scene.use(Scene.FAST + RESTART_ONLY.indent(6) + "scaling: {most: 0}\n");
    for (String name : List.of("a", "b", "c", "d", "e")) {
      scene.set(name, n -> n.load(4, 4));
    }
    scene.start();
    scene.faults.add(degraded("a", 0.9));
    scene.pass(1800);
    assertEquals(List.of(), scene.acts);
    assertTrue(
        scene
            .decision("a")
            .reason()
            .contains("20 requests are in work and the others can work on 16"),
        scene.decision("a").reason());
    scene.waiting = 0;
    scene.set("e", n -> n.load(0, 4));
    scene.pass(120);
    assertEquals("drain a", scene.acts.getFirst());
  }

  @Test
  void anotherGatewayConfirmsBeforeARestart() {
    Scene scene = Scene.ofFive(RESTART_ONLY);
    scene.start();
    scene.hang("a");
    scene.set("a", n -> n.seenBy(2, 0));
    scene.pass(300);
    assertEquals(List.of(), scene.acts);
    scene.set("a", n -> n.seenBy(2, 1));
    scene.pass(45);
    assertEquals(List.of("restart a"), scene.acts);
  }

  @Test
  void restartsBackOffAndEndInQuarantine() {
    Scene scene = with("restart_backoff: 2m\nquarantine_window: 1h");
    scene.start();
    scene.curedBy(Act.Restart.class);
    long first = crash(scene, 1);
    long second = crash(scene, 2);
    long third = crash(scene, 3);
    assertTrue(first <= 11, "the first is immediate: " + first);
    assertTrue(second >= 60 && second <= 140, "the second waits: " + second);
    assertTrue(third >= 180 && third <= 260, "the third waits twice as long: " + third);
    scene.pass(60);
    assertEquals(id("a"), scene.healer.view().quarantines().getFirst().node());
    assertTrue(scene.shifts.contains("hold a"));
    assertEquals(
        1, scene.people.stream().filter(p -> p.startsWith("a: put in quarantine")).count());
    scene.kill("a");
    scene.pass(3600);
    assertEquals(3, scene.acts("restart").size());
    assertEquals(Ground.QUARANTINED, scene.decision("a").ground());
    assertTrue(scene.healer.clearQuarantine(id("a")));
    scene.pass(15);
    assertEquals(4, scene.acts("restart").size());
  }

  /** Seconds from a crash until the node is restarted for that many times in all. */
  private static long crash(Scene scene, int restarts) {
    scene.kill("a");
    long seconds = 0;
    while (scene.acts("restart").size() < restarts && seconds < 1000) {
      scene.pass(1);
      seconds++;
    }
    scene.pass(60);
    return seconds;
  }

  @Test
  void triesWithinAnOperationCountOnceTowardsQuarantine() {
    Scene scene = with("quarantine_restarts: 2");
    scene.start();
    scene.results(Act.Restart.class, ActResult.failed("port is taken"));
    scene.kill("a");
    while (scene.ended.isEmpty()) {
      scene.pass(1);
    }
    assertEquals(6, scene.acts("restart").size());
    assertEquals(List.of(), scene.healer.view().quarantines());
  }

  @Test
  void beingWellForLongResetsTheBackOffAndClearsQuarantine() {
    Scene scene = with("quarantine_restarts: 1\nquarantine_release: 30m\nrestart_reset: 10m");
    scene.start();
    scene.curedBy(Act.Restart.class);
    crash(scene, 1);
    assertEquals(1, scene.healer.view().quarantines().size());
    scene.pass(1800);
    assertEquals(List.of(), scene.healer.view().quarantines());
    assertTrue(scene.shifts.contains("release a"));
    assertTrue(crash(scene, 2) <= 11);
  }

  @Test
  void quarantineDoesNotTakeTheLastCopyOrCapacityInUse() {
    Scene scene = with("quarantine_restarts: 1");
    scene.set("a", n -> n.models(Scene.models("rare")));
    scene.start();
    scene.curedBy(Act.Restart.class);
    crash(scene, 1);
    assertEquals(1, scene.healer.view().quarantines().size());
    assertFalse(scene.shifts.contains("hold a"));
    scene.set("b", n -> n.models(Scene.models("tiny", "rare")));
    scene.pass(11);
    assertTrue(scene.shifts.contains("hold a"));
    scene.kill("b");
    scene.pass(2);
    scene.healer.lookSoon();
    scene.pass(1);
    assertEquals("release a", scene.shifts.getLast(), "it is the last copy again");
  }

  @Test
  void whatSupervisorsRestartCountsTowardsQuarantine() {
    Scene scene = with("quarantine_restarts: 3");
    scene.start();
    for (int i = 0; i < 3; i++) {
      scene.healer.supervised(id("a"), "exit code 1");
      scene.pass(60);
    }
    assertEquals(1, scene.healer.view().quarantines().size());
  }

  @Test
  void aRestartThatWasOrderedAndThatItsSupervisorTellsOfCountsOnce() {
    Scene scene = with("quarantine_restarts: 2");
    scene.start();
    scene.curedBy(Act.Restart.class);
    scene.kill("a");
    scene.healer.lookSoon();
    scene.time.settle();
    assertEquals(List.of("restart a"), scene.acts);
    scene.healer.supervised(id("a"), "ended as ordered");
    scene.pass(120);
    assertEquals(List.of(), scene.healer.view().quarantines());
    assertEquals(1, scene.ended.size());
  }

  @Test
  void aRestartOfTheGatewayForgetsNoCap() {
    Scene before = with("quarantine_restarts: 1\nacts_per_hour: 1");
    before.start();
    before.curedBy(Act.Restart.class);
    before.faults.add(degraded("b", 0.9));
    crash(before, 2);
    Scene after = with("quarantine_restarts: 1\nacts_per_hour: 1");
    after.healer.restore(before.healer.memory());
    after.start();
    after.pass(11);
    assertEquals(2, after.healer.view().quarantines().size());
    after.faults.add(degraded("c", 0.9));
    after.pass(120);
    assertEquals(List.of(), after.acts("drain"));
  }

  @Test
  void aFailedOverNodeComesBackWhenItIsWell() {
    Scene scene =
        Scene.ofFive(
            "load_redistribution: false\nresource_reallocation: false\nservice_restart: false");
    scene.set("a", n -> n.models(Map.of(Scene.MODEL, new NodeFacts.Copy(true, 1, 1))));
    scene.start();
    scene.faults.add(degraded("a", 0.9));
    scene.pass(60);
    assertEquals(List.of("hold a", "move a"), scene.shifts);
    assertEquals(Result.SUCCEEDED, scene.ended.getFirst().result().orElseThrow());
    assertEquals("failed over", scene.healer.view().held().get(id("a")));
    scene.faults.clear();
    scene.pass(60);
    assertEquals(2, scene.shifts.size(), "a moment without traffic proves nothing");
    scene.pass(60);
    assertEquals("release a", scene.shifts.getLast());
  }

  @Test
  void aNodeWithoutAnAgentIsNotRestarted() {
    Scene scene = Scene.ofFive(RESTART_ONLY);
    scene.start();
    scene.set("a", n -> n.agent(false));
    scene.hang("a");
    scene.pass(60);
    assertEquals(List.of(), scene.acts);
    assertTrue(
        scene.people.getFirst().contains("a restart needs an agent on the node"),
        scene.people.toString());
  }
}
