package io.ollamamax.simnode;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.List;
import org.junit.jupiter.api.Test;

class TokenCheckTest {
  private static String token(int number) {
    return new Token("a1", number, "abcde", "r1").text();
  }

  private static List<String> violations(int count, String... parts) {
    return TokenCheck.violations("a1", count, String.join("", parts));
  }

  @Test
  void aWholeAnswerIsFlawless() {
    assertEquals(List.of(), violations(3, token(0), token(1), token(2)));
    assertEquals(List.of(), violations(-1, token(0), token(1)));
    assertEquals(List.of(), violations(0));
  }

  @Test
  void eachPlantedFaultIsNamed() {
    assertEquals(List.of("lost 1"), violations(3, token(0), token(2)));
    assertEquals(List.of("lost 0", "lost 1"), violations(3, token(2)));
    assertEquals(List.of("doubled 1"), violations(3, token(0), token(1), token(1), token(2)));
    assertEquals(List.of("reordered 0"), violations(3, token(1), token(0), token(2)));
    assertEquals(List.of("ended after 2 of 3"), violations(3, token(0), token(1)));
    assertEquals(
        List.of("ended after 4 of 3"), violations(3, token(0), token(1), token(2), token(3)));
    assertEquals(
        List.of("mixed with b2", "ended after 1 of 2"),
        violations(2, token(0), new Token("b2", 1, "abcde", "r1").text()));
    assertEquals(
        List.of("1 answers another prompt"),
        violations(2, token(0), new Token("a1", 1, "other", "r1").text()));
  }

  @Test
  void damageIsNamedWithItsPlace() {
    String second = token(1);
    int at = token(0).length();
    assertEquals(
        List.of("damaged at " + at, "ended after 1 of 2"),
        violations(2, token(0), second.substring(0, second.length() - 3)));
    assertEquals(
        List.of("damaged at " + at, "lost 1"),
        violations(3, token(0), second.substring(2), token(2)));
    assertEquals(
        List.of("damaged at " + at, "lost 1"),
        violations(3, token(0), second.replace(".1.", ".3."), token(2)));
  }
}
