package io.ollamamax.agent.service;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;

import io.ollamamax.agent.wire.Phase;
import io.ollamamax.healing.ActResult;
import io.ollamamax.loop.ManualTime;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class SupervisorTest {
  private static final URI URL = URI.create("http://127.0.0.1:1");
  private static final Duration GRACE = Duration.ofSeconds(5);
  private static final Duration PATIENCE = Duration.ofSeconds(60);

  /** A service that does what the test says. */
  private static final class Puppet implements Service {
    private final List<Listener> lives = new ArrayList<>();
    private final List<Duration> stops = new ArrayList<>();

    @Override
    public void start(Listener listener) {
      lives.add(listener);
    }

    @Override
    public void stop(Duration grace) {
      stops.add(grace);
    }

    @Override
    public void release() {}

    @Override
    public Optional<Path> log() {
      return Optional.empty();
    }
  }

  private final ManualTime time = new ManualTime();
  private final Puppet service = new Puppet();
  private final List<Phase> phases = new ArrayList<>();
  private boolean answers = true;
  private @Nullable ActResult result;
  private final Supervisor supervisor =
      new Supervisor(
          service,
          RestartRules.DEFAULT.withRestartsPerHour(1),
          (url, answer) -> answer.accept(answers),
          time,
          time,
          this::changed);

  private void changed() {
    if (supervisor != null) {
      phases.add(supervisor.state().phase());
    }
  }

  private void runs(long pid) {
    service.lives.getLast().started(pid, URL);
    time.settle();
  }

  private void dies() {
    service.lives.getLast().ended(Service.Ending.down("it died"));
    time.settle();
  }

  @Test
  void itRunsWhenItAnswers() {
    answers = false;
    supervisor.start();
    runs(7);
    assertEquals(Phase.STARTING, supervisor.state().phase());
    answers = true;
    time.pass(Duration.ofMillis(100));
    assertEquals(
        new Supervisor.State(Phase.RUNNING, 7, Optional.of(URL), 0, new Service.Ending("", "")),
        supervisor.state());
    assertEquals(List.of(Phase.STARTING, Phase.STARTING, Phase.RUNNING), phases);
  }

  @Test
  void theFirstRestartIsImmediateTheNextWait() {
    supervisor.start();
    runs(1);
    dies();
    assertEquals(2, service.lives.size());
    assertEquals("it died; started again at once", supervisor.state().ending().reason());
    runs(2);
    assertEquals("", supervisor.state().ending().reason());
    dies();
    assertEquals("it died; started again in 10.0 s", supervisor.state().ending().reason());
    assertEquals(Phase.WAITING, supervisor.state().phase());
    time.pass(Duration.ofMillis(9_999));
    assertEquals(2, service.lives.size());
    time.pass(Duration.ofMillis(1));
    assertEquals(3, service.lives.size());
    assertEquals(2, supervisor.state().restarts());
    runs(3);
    time.pass(Duration.ofMinutes(10));
    dies();
    assertEquals(4, service.lives.size());
  }

  @Test
  void whatAnEarlierLifeSaysCountsNoMore() {
    supervisor.start();
    runs(1);
    Service.Listener first = service.lives.getFirst();
    dies();
    runs(2);
    first.ended(Service.Ending.down("late"));
    time.settle();
    assertEquals(Phase.RUNNING, supervisor.state().phase());
    assertEquals(2, service.lives.size());
  }

  @Test
  void aRestartIsMeasuredFromOrderToAnswer() {
    supervisor.start();
    runs(1);
    supervisor.restart(GRACE, PATIENCE, done -> result = done);
    assertEquals(List.of(GRACE), service.stops);
    assertEquals(Phase.STOPPING, supervisor.state().phase());
    time.pass(Duration.ofMillis(200));
    dies();
    time.pass(Duration.ofMillis(300));
    assertNull(result);
    runs(2);
    assertEquals(
        ActResult.done("it answers", Map.of("pid", 2L, "pid_before", 1L, "answered_ms", 500L)),
        result);
    assertEquals(0, supervisor.state().restarts());
    dies(); // an ordered end is no crash
    assertEquals(3, service.lives.size());
    assertEquals(1, supervisor.state().restarts());
  }

  @Test
  void theAgentsOwnCapRefusesRestarts() {
    supervisor.start();
    runs(1);
    supervisor.restart(GRACE, PATIENCE, done -> result = done);
    dies();
    runs(2);
    supervisor.restart(GRACE, PATIENCE, done -> result = done);
    assertEquals(ActResult.refused("the agent's own cap of 1 restarts an hour is reached"), result);
    time.pass(Duration.ofHours(1));
    supervisor.restart(GRACE, PATIENCE, done -> result = done);
    dies();
    runs(3);
    assertEquals(ActResult.Outcome.DONE, result().outcome());
  }

  private ActResult result() {
    return Optional.ofNullable(result).orElseThrow();
  }

  @Test
  void aRestartThatDoesNotComeBackHasFailedAndTheServiceIsStartedOn() {
    supervisor.start();
    runs(1);
    supervisor.restart(GRACE, PATIENCE, done -> result = done);
    dies();
    answers = false;
    runs(2);
    time.pass(PATIENCE);
    assertEquals(
        ActResult.failed("not within 60000 ms: the service is starting (it died)"), result);
    answers = true;
    time.pass(Duration.ofMillis(100));
    assertEquals(Phase.RUNNING, supervisor.state().phase());
  }

  @Test
  void oneOrderAtATimeAndNoneInACrashLoop() {
    supervisor.start();
    runs(1);
    supervisor.restart(GRACE, PATIENCE, done -> {});
    supervisor.restart(GRACE, PATIENCE, done -> result = done);
    assertEquals(ActResult.refused("the service is just being ended"), result);
    dies();
    supervisor.stop(GRACE, PATIENCE, done -> result = done);
    assertEquals(ActResult.refused("another order for the service still runs"), result);
    runs(2);
    dies();
    runs(3);
    dies();
    supervisor.restart(GRACE, PATIENCE, done -> result = done);
    assertEquals(ActResult.Outcome.REFUSED, result().outcome());
    assertEquals(Phase.WAITING, supervisor.state().phase());
  }

  @Test
  void aSpareIsStartedAndStoppedByOrder() {
    supervisor.stop(GRACE, PATIENCE, done -> result = done);
    assertEquals(ActResult.refused("the service does not run"), result);
    supervisor.start(PATIENCE, done -> result = done);
    runs(5);
    assertEquals(5L, result().figures().get("pid"));
    supervisor.start(PATIENCE, done -> result = done);
    assertEquals(ActResult.Outcome.REFUSED, result().outcome());
    supervisor.stop(GRACE, PATIENCE, done -> result = done);
    time.pass(Duration.ofSeconds(1));
    dies();
    assertEquals(
        ActResult.done("it has ended", Map.of("pid_before", 5L, "took_ms", 1000L)), result);
    assertEquals(Phase.STOPPED, supervisor.state().phase());
    time.pass(Duration.ofHours(1));
    assertEquals(1, service.lives.size());
  }

  @Test
  void anotherProcessInItsPlaceIsARestart() {
    supervisor.start();
    runs(1);
    runs(2);
    assertEquals(
        new Supervisor.State(Phase.RUNNING, 2, Optional.of(URL), 1, new Service.Ending("", "")),
        supervisor.state());
  }

  @Test
  void nothingIsStartedOnceTheAgentEnds() {
    supervisor.start();
    runs(1);
    supervisor.release();
    dies();
    time.pass(Duration.ofHours(1));
    assertEquals(1, service.lives.size());
  }
}
