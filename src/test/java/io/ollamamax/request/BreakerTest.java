package io.ollamamax.request;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.ollamamax.request.Breaker.State;
import org.junit.jupiter.api.Test;

class BreakerTest {
  private static final Breaker.Rules RULES = new Breaker.Rules(3, 0.5, 10_000, 1_000, 4_000, 2);
  private final Breaker breaker = new Breaker();

  private void fail(long now, int times) {
    for (int i = 0; i < times; i++) {
      breaker.failed(now, RULES, breaker.start(now, RULES));
    }
  }

  private void succeed(long now, int times) {
    for (int i = 0; i < times; i++) {
      breaker.succeeded(now, RULES, breaker.start(now, RULES));
    }
  }

  @Test
  void opensAtEnoughFailuresInTheWindow() {
    fail(100, 2);
    assertEquals(State.CLOSED, breaker.state());
    assertTrue(breaker.failed(200, RULES, false), "says that it has opened");
    assertEquals(State.OPEN, breaker.state());
    assertFalse(breaker.permits(1_199, RULES));
    assertTrue(breaker.permits(1_200, RULES));
  }

  @Test
  void staysClosedWhileMostSucceed() {
    succeed(100, 4);
    fail(100, 3);
    assertEquals(State.CLOSED, breaker.state());
    fail(100, 1);
    assertEquals(State.OPEN, breaker.state());
  }

  @Test
  void failuresOfAnEarlierWindowAreForgotten() {
    fail(100, 2);
    fail(20_200, 2);
    assertEquals(State.CLOSED, breaker.state());
  }

  @Test
  void halfOpenLetsABoundedNumberThrough() {
    fail(0, 3);
    boolean first = breaker.start(1_000, RULES);
    assertTrue(first);
    assertTrue(breaker.permits(1_000, RULES));
    assertTrue(breaker.start(1_000, RULES));
    assertFalse(breaker.permits(1_000, RULES));
    breaker.released(true);
    assertTrue(breaker.permits(1_000, RULES), "one that says nothing makes room for another");
  }

  @Test
  void closesAfterAsManySuccessesAsTrials() {
    fail(0, 3);
    succeed(1_000, 1);
    assertEquals(State.HALF_OPEN, breaker.state());
    assertTrue(breaker.succeeded(1_000, RULES, breaker.start(1_000, RULES)));
    assertEquals(State.CLOSED, breaker.state());
  }

  @Test
  void aFailedTrialOpensItForTwiceAsLongUpToTheLimit() {
    fail(0, 3);
    long now = 0;
    for (long time : new long[] {1_000, 2_000, 4_000, 4_000}) {
      assertFalse(breaker.permits(now + time - 1, RULES));
      now += time;
      assertTrue(breaker.permits(now, RULES));
      fail(now, 1);
    }
  }

  @Test
  void whatStartedBeforeItOpenedHasNoSay() {
    fail(0, 3);
    assertFalse(breaker.succeeded(10, RULES, false));
    assertEquals(State.OPEN, breaker.state());
    breaker.start(1_000, RULES);
    breaker.failed(1_000, RULES, false);
    assertEquals(State.HALF_OPEN, breaker.state());
  }
}
