package io.ollamamax.healing;

import static io.ollamamax.healing.Scene.degraded;
import static io.ollamamax.healing.Scene.id;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.ollamamax.cluster.Fault;
import io.ollamamax.cluster.NodeStatus;
import io.ollamamax.config.Config;
import io.ollamamax.config.Profiles;
import io.ollamamax.events.Event;
import io.ollamamax.healing.OperationRecord.Result;
import io.ollamamax.healing.OperationRecord.Trigger;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;

/** What is decided about faults, and what each setting changes of it. */
class HealerTest {
  @Test
  void aDeadProcessIsStartedAtOnceAndItsSuccessIsMeasured() {
    Scene scene = Scene.ofFive();
    scene.start();
    scene.curedBy(Act.Restart.class);
    scene.kill("a");
    scene.healer.lookSoon();
    scene.time.settle();
    assertEquals(List.of("restart a"), scene.acts);
    assertEquals(List.of(), scene.ended, "nothing is called healed before it was measured");
    scene.pass(60);
    OperationRecord done = scene.ended.getFirst();
    assertTrue(done.succeeded(), done.reason());
    assertEquals(Trigger.FAULT, done.trigger());
    assertEquals(Optional.of(Duration.ZERO), done.latency());
    assertTrue(done.recovery().orElseThrow().compareTo(Duration.ofSeconds(15)) < 0);
    assertEquals(List.of(done), scene.concluded);
    assertEquals(1, scene.healer.view().counters().successes());
    assertEquals(
        List.of("node_down: act by service_restart (severity 1.00; limit 0.70)"),
        scene.events(Event.Kind.DECISION));
    assertEquals(2, scene.events(Event.Kind.REMEDY).size());
  }

  @Test
  void anAttemptThatChangesNothingIsAFailureAndTheNextStrategyTakesOver() {
    Scene scene = Scene.ofFive();
    scene.start();
    scene.faults.add(degraded("a", 0.8));
    scene.pass(600);
    assertEquals(
        List.of(Strategy.LOAD_REDISTRIBUTION, Strategy.RESOURCE_REALLOCATION),
        scene.strategies().subList(0, 2));
    assertTrue(scene.strategies().contains(Strategy.SERVICE_RESTART));
    assertTrue(scene.strategies().contains(Strategy.FAILOVER));
    assertEquals(Result.FAILED, scene.ended.getFirst().result().orElseThrow());
    assertTrue(scene.ended.getFirst().reason().startsWith("in vain"));
    assertEquals("weight a 1.0", scene.shifts.get(1), "what was tried in vain is taken back");
  }

  @Test
  void whenAllWasTriedAPersonIsAsked() {
    Scene scene = Scene.ofFive("enable_failover: false");
    scene.start();
    scene.hang("a");
    scene.pass(400);
    assertTrue(
        scene.people.stream().anyMatch(p -> p.startsWith("a: node_down is not healed")),
        scene.people.toString());
    assertFalse(scene.ended.getFirst().succeeded());
  }

  @Test
  void severityIsAskedForByTheThreshold() {
    Scene scene = Scene.ofFive("enable_proactive: false");
    scene.start();
    scene.faults.add(degraded("a", 0.6));
    scene.pass(120);
    assertEquals(List.of(), scene.intents);
    assertEquals(Ground.BELOW_THRESHOLD, scene.decision("a").ground());
    assertEquals(0.6, scene.healer.view().severities().get(id("a")));
    scene.use(Scene.FAST + "      healing_threshold: 0.5\n");
    scene.pass(15);
    assertEquals(List.of(Strategy.LOAD_REDISTRIBUTION), scene.strategies());
  }

  @Test
  void thePresetsHealTheSameNodeTheEarlierTheMoreAggressiveTheyAre() {
    List<Instant> begins =
        List.of("healing-aggressive", "healing-balanced", "healing-conservative").stream()
            .map(HealerTest::beginsBy)
            .toList();
    assertTrue(begins.get(0).isBefore(begins.get(1)), begins.toString());
    assertTrue(begins.get(1).isBefore(begins.get(2)), begins.toString());
  }

  /** When healing begins on a node that gets worse by a hundredth each second. */
  private static Instant beginsBy(String profile) {
    Scene scene = Scene.ofFive();
    Config config = Profiles.find(profile).orElseThrow().orElseThrow();
    scene.settings = HealingSettings.of(config);
    scene.start();
    for (int i = 1; scene.intents.isEmpty() && i < 1000; i++) {
      scene.faults.clear();
      Fault bad = new Fault.NodeDown(id("a"), Math.min(1, i / 100.0), "it gets worse");
      scene.faults.add(bad);
      scene.pass(1);
    }
    return scene.now();
  }

  @Test
  void switchedOffFaultsAreShownAndNothingActs() {
    Scene scene = Scene.ofFive("enabled: false");
    scene.start();
    scene.kill("a");
    scene.pass(300);
    assertEquals(List.of(), scene.acts);
    assertEquals(1, scene.healer.view().faults().size());
    assertEquals(Ground.SWITCHED_OFF, scene.decision("a").ground());
    scene.use(Scene.FAST);
    scene.pass(15);
    assertEquals(List.of("restart a"), scene.acts);
  }

  @Test
  void switchingOffEndsWhatRuns() {
    Scene scene = Scene.ofFive();
    scene.start();
    scene.faults.add(degraded("a", 0.8));
    scene.pass(15);
    scene.use(Scene.FAST + "      enabled: false\n");
    scene.pass(15);
    assertEquals(Result.CANCELLED, scene.ended.getFirst().result().orElseThrow());
    assertEquals(List.of("weight a 0.25", "weight a 1.0"), scene.shifts);
    assertEquals(0, scene.healer.view().counters().attempts());
  }

  @Test
  void eachStrategyHasItsSwitch() {
    for (String off :
        List.of(
            "load_redistribution", "resource_reallocation", "service_restart", "enable_failover")) {
      Scene scene = Scene.ofFive(off + ": false");
      scene.start();
      scene.faults.add(degraded("a", 0.8));
      scene.pass(900);
      Strategy strategy = Strategy.find(off.replace("enable_", "")).orElseThrow();
      assertFalse(scene.strategies().contains(strategy), off);
      assertTrue(scene.strategies().size() >= 3, off + ": " + scene.strategies());
    }
  }

  @Test
  void predictionsAreActedOnWhereThatIsSwitchedOn() {
    Fault predicted =
        new Fault.PredictedFailure(id("a"), "memory_leak", 0.9, Instant.EPOCH, "memory grows");
    Scene scene = Scene.ofFive();
    scene.start();
    scene.faults.add(predicted);
    scene.pass(15);
    assertEquals(1, scene.intents.size());
    assertEquals("predicted_failure", scene.intents.getFirst().kind());
    Scene off = Scene.ofFive("enable_predictive: false");
    off.start();
    off.faults.add(predicted);
    off.pass(300);
    assertEquals(List.of(), off.intents);
    assertEquals(0, off.healer.view().severities().get(id("a")), "nor does it count as severity");
    assertEquals("enable_predictive is off", off.decision("a").reason());
  }

  @Test
  void whatOnlyBeginsIsRefreshedAtAQuietMoment() {
    Scene scene = Scene.ofFive();
    scene.start();
    scene.curedBy(Act.Restart.class);
    scene.faults.add(degraded("a", 0.5));
    scene.pass(90);
    assertEquals(List.of("drain a", "restart a", "undrain a"), scene.acts);
    assertEquals(Trigger.PROACTIVE, scene.ended.getFirst().trigger());
    assertTrue(scene.ended.getFirst().succeeded());

    Scene off = Scene.ofFive("enable_proactive: false");
    off.start();
    off.faults.add(degraded("a", 0.5));
    off.pass(900);
    assertEquals(List.of(), off.acts);

    Scene loud = Scene.ofFive();
    loud.start();
    for (String name : List.of("a", "b", "c", "d", "e")) {
      loud.set(name, n -> n.load(2, 4));
    }
    loud.faults.add(degraded("a", 0.5));
    loud.pass(900);
    assertEquals(List.of(), loud.acts, "10 requests of the 16 that the others can take");
  }

  @Test
  void betweenTwoAttemptsOnATargetLiesTheHealingInterval() {
    for (int seconds : List.of(30, 300)) {
      Scene scene = Scene.ofFive();
      scene.use(
          Scene.FAST
              .replace("healing_interval: 30s", "healing_interval: " + seconds + "s")
              .replace(
                  "fault_tolerance:",
                  "fault_tolerance:\n    performance_tracking: {window_size: 30m}"));
      scene.results(Act.Restart.class, ActResult.refused("no"));
      scene.start();
      scene.kill("a");
      scene.pass(seconds - 5);
      assertEquals(1, scene.acts.size());
      assertEquals(Ground.TOO_SOON, scene.decision("a").ground());
      scene.pass(seconds + 30);
      assertEquals(2, scene.acts.size());
    }
  }

  @Test
  void faultsAreLookedAtEachMonitoringInterval() {
    for (int seconds : List.of(5, 60)) {
      Scene scene = Scene.ofFive();
      scene.use(
          Scene.FAST.replace("monitoring_interval: 10s", "monitoring_interval: " + seconds + "s"));
      scene.start();
      scene.pass(1);
      scene.kill("a");
      scene.pass(seconds - 2);
      assertEquals(List.of(), scene.acts);
      scene.pass(6);
      assertEquals(List.of("restart a"), scene.acts);
    }
  }

  @Test
  void aFaultThatComesAndGoesIsNotHealedByItsGoing() {
    Scene scene = Scene.ofFive();
    scene.start();
    scene.results(Act.Restart.class, ActResult.done("", Map.of()));
    scene.kill("a");
    scene.pass(11); // started
    for (int i = 0; i < 12; i++) {
      scene.cure(id("a"));
      scene.pass(11);
      scene.kill("a");
      scene.pass(11);
    }
    assertTrue(scene.ended.stream().noneMatch(OperationRecord::succeeded), scene.ended.toString());
    assertTrue(
        scene.ended.getFirst().reason().contains("it came again"), scene.ended.getFirst().reason());
  }

  @Test
  void whoDoesNotLeadDecidesAndDoesNothing() {
    Scene scene = Scene.ofFive();
    scene.obstacle = Optional.of("gateway g2 leads");
    scene.start();
    scene.kill("a");
    scene.pass(60);
    assertEquals(List.of(), scene.acts);
    assertEquals(Ground.NOT_LEADING, scene.decision("a").ground());
    scene.obstacle = Optional.empty();
    scene.pass(15);
    assertEquals(List.of("restart a"), scene.acts);
  }

  @Test
  void anIntentThatIsNotWrittenIsNotActedOn() {
    Scene scene = Scene.ofFive();
    scene.fence = Optional.empty();
    scene.start();
    scene.kill("a");
    scene.pass(60);
    assertEquals(List.of(), scene.acts);
    assertEquals(Result.CANCELLED, scene.ended.getFirst().result().orElseThrow());
  }

  @Test
  void whatPeopleHoldIsLeftAlone() {
    Scene scene = Scene.ofFive();
    scene.start();
    scene.kill("a");
    scene.set("a", n -> n.held("cordoned by an operator"));
    scene.pass(300);
    assertEquals(List.of(), scene.acts);
    assertEquals("cordoned by an operator", scene.decision("a").reason());
  }

  @Test
  void whatASupervisorRestartedCountsAsAnAttemptAndNeedsNoLeader() {
    Scene scene = Scene.ofFive();
    scene.obstacle = Optional.of("gateway g2 leads");
    scene.start();
    scene.healer.supervised(id("a"), "exit code 137");
    scene.pass(60);
    assertEquals(List.of(), scene.acts);
    assertTrue(scene.ended.getFirst().succeeded());
    assertEquals(Trigger.SUPERVISOR, scene.ended.getFirst().trigger());
    assertEquals(
        new HealingView.Count(1, 1),
        scene.healer.view().counters().byArm().get(new Arm("node_down", Strategy.SERVICE_RESTART)));

    Scene off = Scene.ofFive("service_restart: false");
    off.start();
    off.healer.supervised(id("a"), "exit code 137");
    off.pass(60);
    assertEquals(List.of(), off.ended);
  }

  @Test
  void aRepeatedDecisionIsRecordedOnce() {
    Scene scene = Scene.ofFive("enable_proactive: false");
    scene.start();
    scene.faults.add(degraded("a", 0.4));
    scene.pass(600);
    assertEquals(1, scene.events(Event.Kind.DECISION).size());
    scene.faults.clear();
    scene.pass(15);
    assertEquals(List.of(), scene.healer.view().faults());
  }

  @Test
  void aNodeIsNotCalledWellBeforeItServes() {
    Scene scene = Scene.ofFive();
    scene.start();
    scene.kill("a");
    scene.hands =
        (node, act) -> {
          scene.faults.clear();
          scene.set("a", n -> n.dead(false).found(NodeStatus.STARTING));
          return CompletableFuture.completedFuture(ActResult.done("", Map.of()));
        };
    scene.pass(400);
    assertEquals(Result.TIMED_OUT, scene.ended.getFirst().result().orElseThrow());
  }

  @Test
  void whatALeaderBeforeLeftHalfDoneIsTakenBack() {
    Scene scene = Scene.ofFive();
    scene.intents.add(
        new Intent("x1", id("b"), "node_degraded", Strategy.SERVICE_RESTART, "of a gateway gone"));
    scene.obstacle = Optional.of("no leader yet");
    scene.start();
    scene.pass(30);
    assertEquals(List.of(), scene.acts);
    scene.obstacle = Optional.empty();
    scene.pass(15);
    assertEquals(List.of("undrain b"), scene.acts);
    assertEquals(List.of("weight b 1.0", "admit b all", "release b"), scene.shifts);
    assertEquals(List.of(), scene.unfinished());
    scene.pass(300);
    assertEquals(1, scene.acts.size(), "once");
  }

  @Test
  void whoLeadsAgainDoesNotTakeBackItsOwn() {
    Scene scene = Scene.ofFive();
    scene.hands = (node, act) -> new CompletableFuture<>();
    scene.start();
    scene.healer.heal(id("a"), Strategy.SERVICE_RESTART, false);
    scene.pass(11);
    scene.obstacle = Optional.of("the lease is not sure");
    scene.pass(11);
    scene.obstacle = Optional.empty();
    scene.pass(11);
    assertEquals(List.of("drain a"), scene.acts);
    assertEquals(1, scene.unfinished().size());
  }

  @Test
  void severityZeroIsNeverHealedWhateverTheThreshold() {
    Scene scene = Scene.ofFive("healing_threshold: 0.0\nenable_proactive: false");
    scene.start();
    scene.faults.add(degraded("a", 0));
    scene.pass(600);
    assertEquals(List.of(), scene.intents);
    scene.curedBy(Act.Restart.class);
    scene.kill("b");
    scene.pass(60);
    assertTrue(scene.ended.getFirst().succeeded(), "and a node of which nothing is wrong is well");
  }
}
