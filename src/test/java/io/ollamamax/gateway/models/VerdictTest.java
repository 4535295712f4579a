package io.ollamamax.gateway.models;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.ollamamax.cluster.NodeId;
import java.util.Map;
import org.junit.jupiter.api.Test;

class VerdictTest {
  private static final NodeId A = new NodeId("a");
  private static final NodeId B = new NodeId("b");
  private static final Outcome DONE = new Outcome.Done();
  private static final Outcome UNKNOWN =
      new Outcome.Refused(200, "pull model manifest: file does not exist");

  private static Verdict of(Outcome first, Outcome second) {
    return Verdict.of("pull of m", Map.of(A, first, B, second));
  }

  @Test
  void isASuccessOnlyWhereAllHaveDoneIt() {
    assertEquals(new Verdict(200, ""), of(DONE, DONE));
    assertEquals(
        new Verdict(502, "pull of m failed on b: connection refused (done on a)"),
        of(DONE, new Outcome.Failed("connection refused")));
    assertEquals(
        new Verdict(502, "pull of m failed on a: cut; b: late"),
        of(new Outcome.Failed("cut"), new Outcome.Failed("late")));
  }

  @Test
  void aNodesOwnWordsAreTheClientsWhereAllNodesSayTheSame() {
    assertEquals(
        new Verdict(500, "pull model manifest: file does not exist"), of(UNKNOWN, UNKNOWN));
    assertEquals(
        new Verdict(400, "no"), of(new Outcome.Refused(400, "no"), new Outcome.Refused(400, "no")));
    assertEquals(
        "pull of m failed on b: pull model manifest: file does not exist (done on a)",
        of(DONE, UNKNOWN).error());
  }
}
