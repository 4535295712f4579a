package io.ollamamax.simnode;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;

import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

class TokenCheckTest {
  private final SimTokens tokens =
      SimTokens.after("[req:a1] hello", false, 3, new SplittableRandom(1));

  @Test
  void plantedFaultsAreSeen() {
    String a = tokens.token(0);
    String b = tokens.token(1);
    String c = tokens.token(2);
    assertEquals(List.of(), TokenCheck.violations("a1", 3, a + b + c));
    for (String wrong :
        new String[] {
          a + c,
          a + b + b + c,
          b + a + c,
          a + b,
          a + b + c.replace("a1", "b2"),
          a + b + c.substring(2),
          a + b + c.replace(".2.", ".1.")
        }) {
      assertFalse(TokenCheck.violations("a1", 3, wrong).isEmpty(), wrong);
    }
  }

  @Test
  void aSampledRunDivergesAndAContinuationGoesOnFromThePrompt() {
    SplittableRandom random = new SplittableRandom(2);
    assertNotEquals(
        SimTokens.after("[req:x]", false, 3, random), SimTokens.after("[req:x]", false, 3, random));
    assertEquals(
        SimTokens.after("[req:x]", true, 3, random), SimTokens.after("[req:x]", true, 3, random));
    SimTokens on = SimTokens.after("[req:a1] hello" + tokens.token(0), false, 3, random);
    assertEquals(1, on.first());
    assertEquals(
        List.of(), TokenCheck.violations("a1", 3, tokens.token(0) + on.token(1) + on.token(2)));
  }
}
