package io.ollamamax.request;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.ollamamax.request.Scene.Client;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Requests that wait for their first token at a node where others meet a hang. */
class DoubtTest {
  private static final long SECOND = Scene.SECOND;

  private final Scene scene = new Scene();

  private static void token(Client client) {
    client.line("{\"model\":\"m\",\"response\":\"x\",\"done\":false}");
  }

  /** Streams at "n0" that have one token and then stall; those at other nodes are answered. */
  private List<Client> streams() {
    List<Client> there = new ArrayList<>();
    List<Client> elsewhere = new ArrayList<>();
    for (int i = 0; i < 20; i++) {
      Client client = scene.request("p" + i);
      token(client);
      (client.at().equals("n0") ? there : elsewhere).add(client);
    }
    elsewhere.forEach(Client::answers);
    assertTrue(there.size() >= 3, "enough to open the breaker");
    return there;
  }

  private Client waitingAt(String node) {
    for (int i = 0; i < 50; i++) {
      Client client = scene.request("w" + i);
      if (client.at().equals(node)) {
        return client;
      }
      client.answers();
    }
    throw new AssertionError("no request came to " + node);
  }

  @Test
  void leavesANodeThatHangsForTheOthersLongBeforeItsOwnPatienceEnds() {
    scene.node("n0", "m", true).node("n1", "m", true);
    Client waiting = waitingAt("n0");
    streams();
    scene.pass(3 * SECOND); // stall_min is 2 s, first_token_min 5 s
    assertEquals("n1", waiting.at());
    assertTrue(scene.log.contains("n0/m:latest OPEN"), scene.log::toString);
    assertFalse(scene.log.contains("n0 LATE"), scene.log::toString);
    assertEquals(200, waiting.answers().status);
  }

  @Test
  void staysWhereItAloneIsSlow() {
    scene.node("n0", "m", true).node("n1", "m", true);
    Client waiting = waitingAt("n0");
    scene.pass(4 * SECOND);
    assertEquals("n0", waiting.at(), "a long prefill is no hang");
  }

  @Test
  void staysWhereTokensComeForOthers() {
    scene.node("n0", "m", true).node("n1", "m", true);
    Client waiting = waitingAt("n0");
    List<Client> there = streams();
    Client alive = there.removeLast();
    for (int i = 0; i < 8; i++) {
      scene.pass(SECOND / 2);
      token(alive);
    }
    assertTrue(scene.log.contains("n0/m:latest OPEN"), scene.log::toString);
    assertEquals("n0", waiting.at());
  }

  @Test
  void staysWhereThereIsNoOtherNode() {
    scene.node("n0", "m", true);
    streams();
    Client waiting = scene.request("w");
    scene.pass(3 * SECOND);
    assertEquals(List.of("n0"), waiting.visited);
  }

  @Test
  void leavesForANodeWhoseBreakerIsOpenWhereLinesComeFromIt() {
    scene.node("n0", "m", true).node("n1", "m", true);
    Client waiting = waitingAt("n0");
    Client alive = waitingAt("n1");
    streams();
    for (int i = 0; i < 3; i++) {
      scene
          .load("n1")
          .breaker()
          .failed(scene.time.nanos(), Scene.policy(true, true, 0).breaker(), false);
    }
    for (int i = 0; i < 6; i++) {
      scene.pass(SECOND / 2);
      token(alive);
    }
    assertEquals("n1", waiting.at());
  }

  @Test
  void comesBackToANodeWhereOthersSucceededSinceRatherThanToOneThatDoesNotServe() {
    scene.node("n0", "m", true).node("n1", "m", true);
    Client first = waitingAt("n0");
    token(first);
    scene.pass(3 * SECOND);
    assertEquals("n1", first.at(), "its stream stalled at n0");
    for (int i = 0; i < 20; i++) {
      scene.request("o" + i).answers();
      scene.pass(SECOND / 10);
    }
    first.breaks(Failure.LOST);
    assertEquals("n0", first.at());
  }

  @Test
  void oneVainWaitDoublesThePatienceOfTheNextOnes() {
    ModelLoad seen = new ModelLoad();
    Rhythm rhythm = new Rhythm(Scene.policy(true, true, 0.5));
    seen.firstTokenAfter(SECOND / 10);
    assertEquals(5 * SECOND, rhythm.beforeFirst(seen, true, seen.lateness()));
    seen.lateAfter(5 * SECOND);
    assertEquals(10 * SECOND, rhythm.beforeFirst(seen, true, seen.lateness()));
    seen.firstTokenAfter(SECOND / 10);
    assertEquals(5 * SECOND, rhythm.beforeFirst(seen, true, seen.lateness()), "a token came");
    assertNotEquals(0, seen.firstToken());
  }

  @Test
  void eachNodeThatIsLeftDoublesThePatience() {
    scene.node("n0", "m", true).node("n1", "m", true);
    List<Client> there = streams();
    scene.pass(3 * SECOND);
    there.forEach(client -> client.flow.onClientGone());
    long now = scene.time.nanos();
    long otherwise = now + 1_000 * SECOND;
    long first = patientUntil(0, otherwise);
    assertEquals(2 * SECOND, first - now);
    scene.pass(4 * SECOND);
    assertEquals(otherwise, patientUntil(1, otherwise, now + 3 * SECOND + SECOND / 2));
    assertEquals(now + 4 * SECOND, patientUntil(1, otherwise, now));
  }

  private long patientUntil(int left, long otherwise) {
    scene.pass(2 * SECOND);
    return patientUntil(left, otherwise, scene.time.nanos() - 2 * SECOND);
  }

  private long patientUntil(int left, long otherwise, long since) {
    return scene.doubt("m", "n0", left).patientUntil(since, false, otherwise);
  }
}
