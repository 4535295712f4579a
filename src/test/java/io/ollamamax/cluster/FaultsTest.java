package io.ollamamax.cluster;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class FaultsTest {
  private static final NodeId A = new NodeId("a");
  private static final Instant T0 = Instant.EPOCH;

  private final List<String> told = new ArrayList<>();
  private final Faults faults =
      new Faults(
          List.of(
              new Faults.Listener() {
                @Override
                public void opened(Faults.Open open) {
                  told.add("opened " + open.fault().evidence());
                }

                @Override
                public void closed(Faults.Open open, Instant at) {
                  told.add("closed " + open.fault().evidence());
                }
              }));

  private static Fault down(double severity, String evidence) {
    return new Fault.NodeDown(A, severity, evidence);
  }

  private static Fault slow(String metric) {
    return new Fault.NodeDegraded(A, Optional.empty(), metric, 0.5, metric);
  }

  @Test
  void aFaultOpensOnceAndKeepsItsBeginningWhileItsEvidenceChanges() {
    faults.look(List.of(down(1, "first")), T0);
    faults.look(List.of(down(0.9, "second")), T0.plusSeconds(5));
    assertEquals(List.of("opened first"), told);
    assertEquals(List.of(new Faults.Open(down(0.9, "second"), T0)), faults.open());
  }

  @Test
  void aFaultThatIsNoLongerSeenIsClosedAndMayComeAgain() {
    faults.look(List.of(down(1, "x")), T0);
    faults.look(List.of(), T0.plusSeconds(1));
    assertEquals(List.of(), faults.open());
    faults.look(List.of(down(1, "x")), T0.plusSeconds(2));
    assertEquals(List.of("opened x", "closed x", "opened x"), told);
    assertEquals(T0.plusSeconds(2), faults.open().getFirst().since());
  }

  @Test
  void ofTwoThatAreTheSameTheWorseCounts() {
    faults.look(List.of(down(0.4, "mild"), down(0.8, "bad"), down(0.6, "fair")), T0);
    assertEquals(1, faults.open().size());
    assertEquals("bad", faults.open().getFirst().fault().evidence());
  }

  @Test
  void differentMetricsOfOneNodeAreDifferentFaults() {
    faults.look(List.of(slow("first_token"), slow("token_gap")), T0);
    faults.look(List.of(slow("token_gap")), T0.plusSeconds(1));
    assertEquals(List.of("opened first_token", "opened token_gap", "closed first_token"), told);
  }
}
