package io.ollamamax.healing;

import static io.ollamamax.healing.Scene.degraded;
import static io.ollamamax.healing.Scene.id;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.ollamamax.cluster.Fault;
import io.ollamamax.cluster.ModelName;
import io.ollamamax.cluster.NodeId;
import io.ollamamax.cluster.NodeStatus;
import io.ollamamax.events.Event;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;

/** What each strategy does, and the orders of people. */
class RemediesTest {
  @Test
  void loadIsTakenAwayAndGivenBackStepByStep() {
    Scene scene = Scene.ofFive();
    scene.start();
    scene.faults.add(degraded("a", 0.8));
    scene.pass(15);
    assertEquals(List.of("weight a 0.25"), scene.shifts);
    scene.faults.clear();
    scene.pass(60);
    assertEquals(List.of("weight a 0.25", "weight a 0.6", "weight a 1.0"), scene.shifts);
    assertTrue(scene.ended.getFirst().succeeded());
  }

  @Test
  void whatIsSlowAgainUnderItsFullLoadIsNotHealed() {
    Scene scene = Scene.ofFive();
    scene.start();
    scene.faults.add(degraded("a", 0.8));
    scene.pass(15);
    scene.faults.clear();
    while (!scene.shifts.contains("weight a 1.0")) {
      scene.pass(1);
    }
    scene.faults.add(degraded("a", 0.8));
    scene.pass(60);
    assertFalse(scene.ended.getFirst().succeeded());
  }

  @Test
  void idleModelsAreUnloadedFirst() {
    Scene scene = Scene.ofFive("load_redistribution: false");
    scene.set(
        "a",
        n ->
            n.models(
                Map.of(
                    Scene.MODEL,
                    new NodeFacts.Copy(true, 2, 10),
                    ModelName.of("idle"),
                    new NodeFacts.Copy(true, 0, 5))));
    scene.curedBy(Act.Unload.class);
    scene.start();
    scene.faults.add(
        new Fault.ResourcePressure(id("a"), Fault.Resource.VRAM, 0.9, "VRAM is 97 % full"));
    scene.pass(60);
    assertEquals(List.of("unload a"), scene.acts);
    assertEquals(
        List.of("admit a 2", "avoid idle:latest at a", "serve idle:latest at a", "admit a all"),
        scene.shifts);
    assertTrue(scene.ended.getFirst().succeeded());
  }

  @Test
  void elseTheLargestModelThatOthersServeIsMovedOff() {
    Scene scene = Scene.ofFive("load_redistribution: false");
    scene.set(
        "a",
        n ->
            n.models(
                Map.of(
                    Scene.MODEL,
                    new NodeFacts.Copy(true, 2, 10),
                    ModelName.of("rare"),
                    new NodeFacts.Copy(true, 1, 500))));
    scene.start();
    scene.faults.add(
        new Fault.ResourcePressure(id("a"), Fault.Resource.MEMORY, 0.9, "memory is 97 % full"));
    scene.pass(11);
    assertTrue(scene.shifts.contains("avoid tiny:latest at a"), scene.shifts.toString());
    assertFalse(scene.shifts.toString().contains("rare"));
  }

  @Test
  void aModelThatHangsIsUnloaded() {
    Scene scene = Scene.ofFive();
    scene.curedBy(Act.Unload.class);
    scene.start();
    scene.faults.add(new Fault.StuckModel(id("a"), Scene.MODEL, 0.9, "no token for 40 s"));
    scene.pass(60);
    assertEquals(List.of("unload a"), scene.acts);
    assertTrue(scene.ended.getFirst().succeeded());
  }

  @Test
  void failoverHasOthersLoadWhatOnlyThisNodeHadLoaded() {
    Scene scene = Scene.ofFive("service_restart: false");
    scene.set("b", n -> n.models(Map.of(ModelName.of("m"), new NodeFacts.Copy(false, 0, 0))));
    scene.set("a", n -> n.models(Scene.models("m")).load(0, 4).found(NodeStatus.UNHEALTHY));
    scene.start();
    scene.faults.add(new Fault.NodeDown(id("a"), 1, "no answer"));
    scene.pass(60);
    assertEquals(List.of("promote m:latest at b", "hold a", "move a"), scene.shifts);
  }

  @Test
  void capacityThatStaysShortIsAddedAndIdleCapacityIsTakenBack() {
    Scene scene = Scene.ofFive();
    scene.put(Scene.node("s"));
    scene.set("s", n -> n.role(NodeFacts.Role.STANDBY).load(0, 4));
    scene.start();
    loadAll(scene, 4);
    scene.pass(25);
    assertEquals(List.of("join s"), scene.shifts);
    scene.pass(60);
    assertTrue(scene.ended.getFirst().succeeded());
    loadAll(scene, 1);
    scene.pass(240);
    assertEquals(List.of("join s"), scene.shifts, "the cool-down");
    scene.pass(400);
    assertEquals(List.of("drain s"), scene.acts);
    assertEquals(List.of("join s", "retire s"), scene.shifts);
    assertEquals(NodeFacts.Role.STANDBY, scene.facts("s").role());
  }

  private static void loadAll(Scene scene, int inFlight) {
    for (String name : List.of("a", "b", "c", "d", "e")) {
      scene.set(name, n -> n.load(inFlight, 4));
    }
  }

  @Test
  void aPeakOfAMomentAddsNothing() {
    Scene scene = Scene.ofFive();
    scene.spares.add(id("s"));
    scene.start();
    for (int i = 0; i < 20; i++) {
      loadAll(scene, 4);
      scene.pass(10);
      loadAll(scene, 1);
      scene.pass(11);
    }
    assertEquals(List.of(), scene.acts);
  }

  @Test
  void spareInstancesAreStartedWithinBoundsAndWithACooldown() {
    Scene scene = Scene.ofFive();
    scene.use(Scene.FAST + "scaling: {most: 2, cooldown: 1m}\n");
    for (String name : List.of("s1", "s2", "s3")) {
      scene.spares.add(id(name));
    }
    scene.hands =
        (node, act) -> {
          if (act instanceof Act.Start) {
            scene.spares.remove(node);
            scene.put(Scene.node(node.value()));
            scene.set(node.value(), n -> n.role(NodeFacts.Role.INSTANCE).load(4, 4));
          } else if (act instanceof Act.Stop) {
            scene.nodes.remove(node);
          }
          return CompletableFuture.completedFuture(ActResult.done("", Map.of()));
        };
    scene.start();
    loadAll(scene, 4);
    scene.pass(50);
    assertEquals(List.of("start s1"), scene.acts);
    scene.pass(900);
    assertEquals(List.of("start s1", "start s2"), scene.acts);
    loadAll(scene, 0);
    for (String name : List.of("s1", "s2")) {
      scene.set(name, n -> n.load(0, 4));
    }
    scene.pass(900);
    assertEquals(List.of("stop s1", "stop s2"), scene.acts("stop"));
  }

  @Test
  void fromWhereCapacityIsShortAndIdleIsASetting() {
    for (String bounds : List.of("out_at: 0.9, in_at: 0.1", "out_at: 0.4, in_at: 0.3")) {
      Scene scene = Scene.ofFive();
      scene.use(Scene.FAST + "scaling: {cooldown: 1m, " + bounds + "}\n");
      scene.put(Scene.node("s"));
      scene.set("s", n -> n.role(NodeFacts.Role.STANDBY).load(0, 4));
      scene.start();
      loadAll(scene, 2); // half of the capacity is in use
      scene.pass(60);
      boolean early = bounds.contains("0.4");
      assertEquals(early ? List.of("join s") : List.of(), scene.shifts);
      loadAll(scene, 1); // a quarter
      scene.pass(600);
      assertEquals(early ? List.of("join s", "retire s") : List.of(), scene.shifts);
    }
  }

  @Test
  void scalingThatIsOffAddsNothing() {
    Scene scene = Scene.ofFive("enable_scaling: false");
    scene.spares.add(id("s"));
    scene.start();
    loadAll(scene, 4);
    scene.pass(600);
    assertEquals(List.of(), scene.acts);
  }

  @Test
  void aSpareThatDoesNotComeUpIsStoppedAgain() {
    Scene scene = Scene.ofFive();
    scene.spares.add(id("s"));
    scene.start();
    loadAll(scene, 4);
    scene.pass(400);
    assertEquals(List.of("start s", "stop s"), scene.acts);
    assertFalse(scene.ended.getFirst().succeeded());
  }

  @Test
  void aPersonsOrderIsCarriedOut() {
    Scene scene = Scene.ofFive("enabled: false");
    scene.start();
    HealAnswer dry = scene.healer.heal(id("a"), Strategy.SERVICE_RESTART, true);
    assertTrue(dry.accepted());
    assertEquals(
        List.of("drain a", "restart a", "wait until it serves", "let it serve"), dry.steps());
    scene.pass(60);
    assertEquals(List.of(), scene.acts);
    HealAnswer done = scene.healer.heal(id("a"), Strategy.SERVICE_RESTART, false);
    scene.time.settle();
    assertEquals(Ground.ORDERED, scene.decision("a").ground());
    scene.pass(60);
    assertEquals(List.of("drain a", "restart a", "undrain a"), scene.acts);
    assertEquals(done.operation().orElseThrow(), scene.ended.getFirst().intent().id());
    assertTrue(scene.ended.getFirst().succeeded());
  }

  @Test
  void aPersonsOrderIsRefusedWithItsReason() {
    Scene scene = Scene.ofFive();
    scene.start();
    assertEquals(
        "there is no node x", scene.healer.heal(new NodeId("x"), Strategy.FAILOVER, false).text());
    assertEquals(
        "no node is in reserve and no agent has a spare instance",
        scene.healer.heal(id("a"), Strategy.SCALING, false).text());
    scene.hands = (node, act) -> new CompletableFuture<>();
    assertTrue(scene.healer.heal(id("a"), Strategy.SERVICE_RESTART, false).accepted());
    assertEquals(
        "an operation runs on a already",
        scene.healer.heal(id("a"), Strategy.LOAD_REDISTRIBUTION, false).text());
    assertEquals(
        "another disruptive operation is running",
        scene.healer.heal(id("b"), Strategy.SERVICE_RESTART, false).text());
  }

  @Test
  void everyActIsAnEvent() {
    Scene scene = Scene.ofFive();
    scene.start();
    scene.healer.heal(id("a"), Strategy.SERVICE_RESTART, false);
    scene.pass(60);
    assertEquals(
        List.of("service_restart begins", "service_restart has succeeded: well for 20 s"),
        scene.events(Event.Kind.REMEDY).stream()
            .map(text -> text.replaceAll("\\d+ s", "20 s"))
            .toList());
  }
}
