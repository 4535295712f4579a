package io.ollamamax.embedded;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;

import java.util.Iterator;
import java.util.List;
import org.junit.jupiter.api.Test;

class PaceTest {
  @Test
  void tokensComeInStep() {
    assertEquals(50_000_000, new Pace(20, () -> Condition.WELL).gap());
  }

  @Test
  void noPaceHoldsNothingBack() {
    assertEquals(0, new Pace(0, () -> Condition.WELL).gap());
  }

  @Test
  void aSlowNodeHasATenthOfItsSpeed() {
    assertEquals(500_000_000, new Pace(20, () -> Condition.SLOW).gap());
    assertEquals(200_000_000, new Pace(0, () -> Condition.SLOW).gap());
  }

  @Test
  void aHungNodeGivesItsTokenWhenItIsWell() {
    Iterator<Condition> conditions =
        List.of(Condition.HUNG, Condition.HUNG, Condition.WELL).iterator();
    new Pace(0, conditions::next).await(1);
    assertFalse(conditions.hasNext());
  }
}
