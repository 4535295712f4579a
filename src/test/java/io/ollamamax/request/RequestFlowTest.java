package io.ollamamax.request;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.ollamamax.cluster.ModelName;
import io.ollamamax.cluster.NodeId;
import io.ollamamax.request.Breaker.State;
import io.ollamamax.request.Scene.Client;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.OptionalInt;
import org.junit.jupiter.api.Test;

class RequestFlowTest {
  private static final String CRASH = "model runner has unexpectedly stopped";
  private static final long SECOND = Scene.SECOND;
  private static final long MS = SECOND / 1_000;
  private final Scene scene = new Scene();

  private Scene nodes(int count) {
    for (int i = 0; i < count; i++) {
      scene.node("n" + i, "m", true);
    }
    return scene;
  }

  private int asksOf(String node, int requests) {
    int asked = 0;
    for (int i = 0; i < requests; i++) {
      Client client = scene.request("p" + i);
      asked += client.at().equals(node) ? 1 : 0;
      client.answers();
    }
    return asked;
  }

  private void open(String node) {
    Breaker breaker = scene.load(node).breaker();
    Breaker.Rules rules = Scene.policy(true, true, 0).breaker();
    for (int i = 0; i < 3; i++) {
      breaker.failed(scene.time.nanos(), rules, false);
    }
    assertEquals(State.OPEN, breaker.state());
  }

  @Test
  void aBreakerKeepsRequestsFromANodeUntilItsTimeHasPassed() {
    nodes(3).with(Scene.policy(true, true, 0));
    open("n0");
    assertEquals(0, asksOf("n0", 50));
    scene.pass(SECOND);
    assertTrue(asksOf("n0", 50) > 0);
    assertEquals(State.CLOSED, scene.load("n0").breaker().state());
  }

  @Test
  void withoutBreakersTheNodeIsAskedAgainSoonAfterEachFailure() {
    nodes(2).with(Scene.policy(true, false, 0));
    for (int round = 0; round < 10; round++) {
      for (int i = 0; i < 20; i++) {
        Client client = scene.request("p");
        if (client.at().equals("n0")) {
          client.fails(500, "no");
        }
        client.answers();
      }
      scene.pass(1_100 * Scene.MS);
    }
    assertEquals(State.CLOSED, scene.load("n0", "m").breaker().state());
    assertTrue(scene.log.stream().filter("n0 ERROR"::equals).count() >= 9, scene.log::toString);
  }

  @Test
  void withBreakersAFailingNodeIsAskedLessAndLess() {
    nodes(2);
    for (int round = 0; round < 10; round++) {
      for (int i = 0; i < 20; i++) {
        Client client = scene.request("p");
        if (client.at().equals("n0")) {
          client.fails(500, "no");
        }
        client.answers();
      }
      scene.pass(1_100 * Scene.MS);
    }
    assertTrue(scene.log.contains("n0/m:latest OPEN"), scene.log::toString);
    assertTrue(scene.log.stream().filter("n0 ERROR"::equals).count() <= 7, scene.log::toString);
  }

  @Test
  void aModelThatFailsOnANodeDoesNotTakeItsOtherModelsOut() {
    scene.node("n0", "m", true).node("n1", "m", true);
    for (int i = 0; i < 40; i++) {
      Client client = scene.request("p" + i);
      if (client.at().equals("n0")) {
        client.fails(500, "no");
      }
      client.answers();
      scene.pass(SECOND / 2);
    }
    assertNotEquals(State.CLOSED, scene.load("n0", "m").breaker().state());
    assertEquals(State.CLOSED, scene.load("n0").breaker().state());
    assertEquals(State.CLOSED, scene.load("n0", "other").breaker().state());
  }

  @Test
  void requestFaultsNeverCount() {
    nodes(1);
    for (int i = 0; i < 10; i++) {
      Client client = scene.request("p").fails(400, "bad");
      assertEquals(400, client.status);
      scene.request("p").flow.onClientGone();
    }
    assertEquals(State.CLOSED, scene.load("n0", "m").breaker().state());
    assertEquals(0, scene.load("n0").inFlight());
  }

  @Test
  void theLastNodeOfAModelIsNeverEjected() {
    nodes(1);
    open("n0");
    assertEquals(20, asksOf("n0", 20));
  }

  @Test
  void whenTooFewAreFitTheOthersHelpAnOverloadedOne() {
    nodes(4);
    open("n0");
    open("n1");
    open("n2");
    assertEquals("n3", scene.request("first").at(), "an idle fit node comes first");
    for (int i = 0; i < 30; i++) {
      scene.request("p" + i);
    }
    int helped = 0;
    for (String node : List.of("n0", "n1", "n2")) {
      int inFlight = scene.load(node).inFlight();
      assertTrue(inFlight <= 2, "no more than its trials");
      helped += inFlight;
    }
    assertTrue(helped > 0);
  }

  @Test
  void aboveThePanicThresholdTheEjectedStayOut() {
    nodes(4);
    open("n0");
    for (int i = 0; i < 60; i++) {
      assertNotEquals("n0", scene.request("p" + i).at());
    }
  }

  @Test
  void aNodeThatCameBackGetsItsTrafficSlowly() {
    nodes(2);
    scene.pass(100 * SECOND);
    scene.load("n0").restarted(scene.time.nanos());
    for (int i = 0; i < 40; i++) {
      scene.request("p" + i);
    }
    int early = scene.load("n0").inFlight();
    assertTrue(early <= 8, "a fresh node got " + early + " of 40");
    scene.pass(20 * SECOND);
    assertTrue(scene.load("n0").readyFor(scene.time.nanos()) >= 10 * SECOND);
  }

  @Test
  void switchedOffThereIsOneAttemptAtTheLeastLoaded() {
    nodes(2).with(Scene.policy(false, true, 0.5));
    Client first = scene.request("a");
    Client second = scene.request("b");
    assertNotEquals(first.at(), second.at());
    second.fails(500, "no");
    assertEquals(500, second.status);
    assertEquals(1, second.visited.size());
  }

  @Test
  void retryAfterIsHonoured() {
    nodes(1);
    Client client = scene.request("p").fails(503, "busy", 5 * SECOND);
    scene.pass(4_900 * Scene.MS);
    assertEquals(1, client.visited.size());
    scene.pass(20 * SECOND);
    assertEquals(2, client.visited.size());
    client.answers();
    assertTrue(client.flow.finished());
  }

  @Test
  void aRefusedClientIsToldWhenToComeAgain() {
    nodes(1);
    Client client = scene.request("p");
    for (int i = 0; i < 4; i++) {
      client.fails(503, "busy", 7 * SECOND);
      if (!client.flow.finished()) {
        scene.pass(30 * SECOND);
      }
    }
    assertEquals(503, client.status);
    assertEquals(7, client.retryAfter);
  }

  @Test
  void aRequestThatCrashesTwoRunnersStopsThereAndIsRefused() {
    nodes(4);
    Client client = scene.request("deadly");
    client.fails(500, CRASH).fails(500, CRASH);
    assertEquals(2, client.visited.size());
    scene.pass(2 * SECOND);
    assertEquals(500, client.status);
    assertTrue(client.body.contains("two nodes"), client.body);
    assertTrue(scene.log.contains("deadly"));
    Client again = scene.request("deadly");
    assertEquals(500, again.status);
    assertEquals(List.of(), again.visited);
    assertNotEquals("", scene.request("harmless").at());
    scene.pass(601 * SECOND);
    assertNotEquals("", scene.request("deadly").at());
  }

  @Test
  void nodesThatCrashUnderEveryRequestDoNotMakeThemDeadly() {
    nodes(6);
    Client client = scene.request("a").fails(500, CRASH).fails(500, CRASH);
    for (int i = 0; i < 2; i++) {
      scene.pass(200 * Scene.MS);
      scene.request("b" + i).fails(500, CRASH);
    }
    scene.pass(2 * SECOND);
    assertEquals(0, client.status);
    client.answers();
    assertEquals(200, client.status);
    assertFalse(scene.log.contains("deadly"));
  }

  @Test
  void manyRequestsWaitForOneLoad() {
    scene.node("n0", "m", false).node("n1", "m", false);
    Client first = scene.request("a");
    Client second = scene.request("b");
    assertEquals(1, scene.asked.size());
    first.flow.onClientGone();
    scene.loadEnds(0, 200);
    assertEquals(scene.asked.getFirst().node(), new NodeId(second.at()));
    assertEquals(List.of(), first.visited);
    assertEquals(0, scene.load("n0").inFlight() + scene.load("n1").inFlight() - 1);
  }

  @Test
  void aModelIsUnknownOnlyWhenAllNodesWereLookedAt() {
    scene.unknown("n0");
    Client client = scene.request("a");
    assertEquals("", client.at());
    assertFalse(client.flow.finished());
    scene.node("n0", "m", true);
    scene.pass(SECOND);
    assertEquals("n0", client.at());
    scene.node("n1", "m", true);
    assertEquals(404, scene.request("other", "a", ModelRules.NONE).status);
  }

  @Test
  void aNodeThatIsNeverFoundIsNotWaitedForLongerThanTheQueueTimeout() {
    scene.unknown("n0");
    Client client = scene.request("a");
    scene.pass(61 * SECOND);
    assertEquals(404, client.status);
  }

  @Test
  void theTimesOfEachTryAreTold() {
    scene.node("n0", "m", false).node("n1", "m", false);
    Client client = scene.request("a");
    scene.pass(300 * MS);
    scene.loadEnds(0, 200);
    scene.pass(40 * MS);
    client.line("{\"response\":\"x\",\"done\":false}");
    scene.pass(10 * MS);
    client.line("{\"response\":\"y\",\"done\":false}");
    scene.pass(10 * MS);
    client.line("{\"response\":\"z\",\"done\":false}");
    scene.pass(5 * MS);
    client.breaks(Failure.CUT);
    Service told = scene.served.getFirst();
    assertEquals(
        new Service(
            told.node(),
            ModelName.of("m"),
            Failure.CUT,
            3,
            0,
            300 * MS,
            40 * MS,
            20 * MS,
            365 * MS),
        told);
    assertEquals(10 * MS, told.tokenGap());
  }

  @Test
  void anUnloadGoesToEveryNodeThatHasTheModel() {
    scene.node("n0", "m", true).node("n1", "m", true).node("n2", "m", false);
    Client client = scene.generate("{\"model\":\"m\",\"keep_alive\":\"0s\"}", ModelRules.NONE);
    assertEquals(
        List.of(new NodeId("n0"), new NodeId("n1"), new NodeId("n2")),
        scene.asked.stream().map(Scene.Asked::node).sorted().toList());
    assertEquals(1, client.visited.size(), "one answers");
  }

  @Test
  void aLoadGoesToOneNode() {
    scene.node("n0", "m", true).node("n1", "m", true);
    scene.generate("{\"model\":\"m\",\"keep_alive\":\"10m\"}", ModelRules.NONE);
    assertEquals(List.of(), scene.asked);
  }

  @Test
  void aLoadThatFailsIsBlamedOnceAndTriedElsewhere() {
    scene.node("n0", "m", false).node("n1", "m", false);
    scene.request("a");
    scene.request("b");
    NodeId failed = scene.asked.getFirst().node();
    scene.loadEnds(0, 500);
    assertEquals(1, scene.log.stream().filter((failed + " ERROR")::equals).count());
    assertEquals(1, scene.log.stream().filter((failed + " NOT_LOADED")::equals).count());
    assertEquals(2, scene.asked.size());
    assertNotEquals(failed, scene.asked.get(1).node());
  }

  @Test
  void anotherModelStandsInOnlyWhereNoneCanServeTheFirst() {
    ModelRules rules =
        new ModelRules(
            Map.of(),
            Map.of(
                ModelName.of("big"),
                new ModelRules.Rule(OptionalInt.empty(), null, List.of(ModelName.of("m")))));
    scene.node("n0", "big", true).node("n1", "m", true);
    Client client = scene.request("big", "p", rules);
    assertEquals("n0", client.at());
    client.fails(404, "model not found");
    assertEquals("n1", client.at());
    client.answers();
    RequestSpec served = Objects.requireNonNull(client.served);
    assertTrue(served.servedByOther());
    assertEquals("big", served.requested());
  }

  @Test
  void theBudgetBoundsTriesOfNodesThatAnswered() {
    nodes(8);
    for (int i = 0; i < 6; i++) {
      scene.request("p" + i).fails(500, "no");
    }
    assertEquals(3, scene.budget.retrying(), "a floor of three");
  }
}
