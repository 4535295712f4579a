package io.ollamamax.gateway;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.ollamamax.loop.ManualTime;
import io.ollamamax.nodes.Lookup;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.LinkedBlockingQueue;
import org.junit.jupiter.api.Test;

class HostNamesTest {
  private static final List<InetAddress> FIRST = List.of(InetAddress.ofLiteral("10.0.0.1"));
  private static final List<InetAddress> SECOND = List.of(InetAddress.ofLiteral("10.0.0.2"));

  private final ManualTime time = new ManualTime();
  private final Deque<Runnable> lookUps = new ArrayDeque<>();
  private List<InetAddress> answer = FIRST;

  private final HostNames names = names(Duration.ofHours(1));

  private HostNames names(Duration deadline) {
    return new HostNames(this::resolve, lookUps::add, deadline, time);
  }

  private List<InetAddress> resolve(String host) throws UnknownHostException {
    if (host.equals("unknown")) {
      throw new UnknownHostException(host);
    }
    return answer;
  }

  private void run() {
    for (Runnable next = lookUps.poll(); next != null; next = lookUps.poll()) {
      next.run();
    }
  }

  @Test
  void oneLookUpOfANameRunsAtATimeAndAnswersAll() {
    CompletableFuture<List<InetAddress>> one = names.addresses("h");
    CompletableFuture<List<InetAddress>> two = names.addresses("h");
    assertEquals(1, lookUps.size());
    assertFalse(one.isDone());
    run();
    assertEquals(FIRST, one.join());
    assertEquals(FIRST, two.join());
  }

  @Test
  void aKnownNameIsAnsweredAtOnceAndLookedUpAgainWhenOld() {
    names.addresses("h");
    run();
    assertEquals(FIRST, names.addresses("h").getNow(List.of()));
    assertEquals(0, lookUps.size());
    time.pass(Duration.ofMinutes(1));
    answer = SECOND;
    assertEquals(FIRST, names.addresses("h").getNow(List.of()), "nobody waits for the look-up");
    assertEquals(FIRST, names.addresses("h").getNow(List.of()));
    assertEquals(1, lookUps.size());
    run();
    assertEquals(SECOND, names.addresses("h").getNow(List.of()));
  }

  @Test
  void aLookUpThatFailsKeepsWhatWasKnown() {
    names.addresses("h");
    run();
    time.pass(Duration.ofMinutes(1));
    answer = List.of();
    names.addresses("h");
    run();
    assertEquals(FIRST, names.addresses("h").getNow(List.of()));
  }

  @Test
  void whatWentWrongIsSaidInWords() {
    List<Lookup.Answer> answers = new ArrayList<>();
    names.start("unknown", answers::add);
    run();
    names.start("h", answers::add);
    run();
    assertEquals(
        List.of(new Lookup.Failed("the host name 'unknown' is not known"), new Lookup.Found(FIRST)),
        answers);
  }

  @Test
  void aLookUpThatHangsIsNotWaitedFor() throws InterruptedException {
    BlockingQueue<Lookup.Answer> answers = new LinkedBlockingQueue<>();
    HostNames hurried = names(Duration.ofMillis(10));
    hurried.start("h", answers::add);
    assertEquals(
        new Lookup.Failed("no answer to the look-up of 'h' within 0.01 s"), answers.take());
    hurried.start("h", answers::add);
    assertTrue(answers.take() instanceof Lookup.Failed);
    assertEquals(1, lookUps.size(), "the first one still runs");
    run();
    assertEquals(FIRST, hurried.addresses("h").getNow(List.of()));
  }
}
