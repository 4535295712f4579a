package io.ollamamax.agent.hub;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.ollamamax.cluster.MemoryControlState;
import io.ollamamax.loop.ManualTime;
import java.time.Duration;
import java.util.Optional;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

class CredentialsTest {
  private final ManualTime time = new ManualTime();
  private final MemoryControlState state = new MemoryControlState();
  private final Credentials credentials =
      new Credentials(state, true, time, new SplittableRandom(1));

  @Test
  void aTokenIsGoodForOneAgentAndOneTime() {
    String token = credentials.mint();
    assertEquals(Optional.empty(), credentials.join("a", "another"));
    String credential = credentials.join("a", token).orElseThrow();
    assertEquals(Optional.empty(), credentials.join("b", token));
    assertTrue(credentials.isGood("a", credential));
    assertFalse(credentials.isGood("b", credential));
    assertFalse(credentials.isGood("a", ""));
    assertFalse(credentials.isGood("c", ""));
  }

  @Test
  void joiningAnewEndsTheCredentialBefore() {
    String first = credentials.join("a", credentials.mint()).orElseThrow();
    String second = credentials.join("a", credentials.mint()).orElseThrow();
    assertFalse(credentials.isGood("a", first));
    assertTrue(credentials.isGood("a", second));
    credentials.revoke("a");
    assertFalse(credentials.isGood("a", second));
    assertFalse(credentials.isGood("a", ""));
  }

  @Test
  void aTokenExpiresAndIsForgotten() {
    String token = credentials.mint();
    time.pass(Credentials.TOKEN_LIFE.plus(Duration.ofSeconds(1)));
    assertEquals(Optional.empty(), credentials.join("a", token));
    credentials.mint();
    assertEquals(1, state.snapshot().entries().size());
  }

  @Test
  void noSecretIsKept() {
    String token = credentials.mint();
    assertFalse(state.snapshot().entries().toString().contains(token));
    String credential = credentials.join("a", token).orElseThrow();
    assertFalse(state.snapshot().entries().toString().contains(credential));
  }

  @Test
  void whereNoneIsDemandedEveryAgentMayJoin() {
    Credentials free = new Credentials(state, false, time, new SplittableRandom(1));
    assertTrue(free.join("a", "").isPresent());
    assertTrue(free.isGood("a", "whatever"));
  }
}
