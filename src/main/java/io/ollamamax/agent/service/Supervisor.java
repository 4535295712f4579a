package io.ollamamax.agent.service;

import io.ollamamax.agent.wire.Phase;
import io.ollamamax.healing.ActResult;
import io.ollamamax.loop.Sequencer;
import io.ollamamax.loop.Time;
import java.net.URI;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Keeps one service running. All its methods run on the agent's control thread.
 *
 * <pre>
 *   STOPPED --start--&gt; STARTING --answers--&gt; RUNNING
 *      ^                  ^  |                  |
 *      |            pause |  | ends             | ends
 *      |             over |  v                  |
 *      +--- not wanted -- WAITING &lt;-------------+      STOPPING: told to end, then as when it ends
 * </pre>
 */
public final class Supervisor {
  private static final Duration ASK_AGAIN = Duration.ofMillis(100);

  /**
   * What is known of the service.
   *
   * @param pid 0 where none is known
   * @param restarts how often it ended by itself and was started anew
   */
  public record State(
      Phase phase, long pid, Optional<URI> url, int restarts, Service.Ending ending) {}

  private static final Service.Ending WELL = new Service.Ending("", "");

  private final Service service;
  private final RestartRules rules;
  private final RestartPause pause;
  private final RestartCap cap;
  private final Answering answering;
  private final Time time;
  private final Sequencer control;
  private final Runnable changed;
  private Phase phase = Phase.STOPPED;
  private boolean wanted;
  private long life;
  private long startedAt;
  private int restarts;
  private boolean crashed;
  private long operations;
  private long pid;
  private Optional<URI> url = Optional.empty();
  private Service.Ending ending = WELL;
  private @Nullable Operation operation;

  /** An order that runs: a start, restart or stop whose effect is awaited. */
  private record Operation(
      long number, boolean restart, long begun, long pidBefore, Consumer<ActResult> done) {}

  /**
   * @param changed is told after each change of the state
   */
  public Supervisor(
      Service service,
      RestartRules rules,
      Answering answering,
      Time time,
      Sequencer control,
      Runnable changed) {
    this.service = service;
    this.rules = rules;
    this.pause = new RestartPause(rules);
    this.cap = new RestartCap(rules.restartsPerHour());
    this.answering = answering;
    this.time = time;
    this.control = control;
    this.changed = changed;
  }

  public State state() {
    return new State(phase, pid, url, restarts, ending);
  }

  /** Wants the service from now on. */
  public void start() {
    wanted = true;
    if (phase == Phase.STOPPED) {
      launch();
    }
  }

  /** Starts the service and tells when it answers. */
  public void start(Duration patience, Consumer<ActResult> done) {
    if (wanted) {
      done.accept(ActResult.refused("the service runs already, or is being started"));
      return;
    }
    if (isBusy(done)) {
      return;
    }
    begin(false, patience, done);
    start();
  }

  /** The agent ends: the service is not started again. */
  public void release() {
    wanted = false;
    life++;
  }

  /** Ends the service and tells when its process is gone. */
  public void stop(Duration grace, Duration patience, Consumer<ActResult> done) {
    if (!wanted) {
      done.accept(ActResult.refused("the service does not run"));
      return;
    }
    if (isBusy(done)) {
      return;
    }
    wanted = false;
    begin(false, patience, done);
    if (phase == Phase.WAITING || phase == Phase.STOPPED) {
      life++;
      became(Phase.STOPPED);
      finish("it had ended before");
    } else {
      became(Phase.STOPPING);
      service.stop(grace);
    }
  }

  /** Ends the service, starts it anew, and tells when it answers. */
  public void restart(Duration grace, Duration patience, Consumer<ActResult> done) {
    switch (phase) {
      case STOPPED -> done.accept(ActResult.refused("the service is not wanted: start it instead"));
      case STOPPING -> done.accept(ActResult.refused("the service is just being ended"));
      case WAITING ->
          done.accept(
              ActResult.refused(
                  "the service ends again and again: its next start is at the end of its pause ("
                      + ending.reason()
                      + ")"));
      case STARTING, RUNNING -> {
        if (isBusy(done)) {
          return;
        }
        if (!cap.take(time.nanos())) {
          done.accept(
              ActResult.refused(
                  "the agent's own cap of "
                      + rules.restartsPerHour()
                      + " restarts an hour is reached"));
        } else {
          begin(true, patience, done);
          became(Phase.STOPPING);
          service.stop(grace);
        }
      }
    }
  }

  private boolean isBusy(Consumer<ActResult> done) {
    if (operation == null) {
      return false;
    }
    done.accept(ActResult.refused("another order for the service still runs"));
    return true;
  }

  private void begin(boolean restart, Duration patience, Consumer<ActResult> done) {
    Operation begun = new Operation(++operations, restart, time.nanos(), pid, done);
    operation = begun;
    control.schedule(
        patience,
        () -> {
          if (begun.equals(operation)) {
            operation = null;
            done.accept(
                ActResult.failed(
                    "not within "
                        + patience.toMillis()
                        + " ms: the service is "
                        + phase.wire()
                        + (ending.reason().isEmpty() ? "" : " (" + ending.reason() + ")")));
          }
        });
  }

  private void finish(String text) {
    Operation over = operation;
    if (over == null) {
      return;
    }
    operation = null;
    long took = TimeUnit.NANOSECONDS.toMillis(time.nanos() - over.begun());
    over.done()
        .accept(
            ActResult.done(
                text,
                phase == Phase.RUNNING
                    ? Map.of("pid", pid, "pid_before", over.pidBefore(), "answered_ms", took)
                    : Map.of("pid_before", over.pidBefore(), "took_ms", took)));
  }

  private void launch() {
    long own = ++life;
    if (crashed) {
      restarts++;
      crashed = false;
    }
    startedAt = time.nanos();
    pid = 0;
    became(Phase.STARTING);
    service.start(
        new Service.Listener() {
          @Override
          public void started(long newPid, URI at) {
            control.execute(() -> ifStill(own, () -> runs(newPid, at)));
          }

          @Override
          public void ended(Service.Ending why) {
            control.execute(() -> ifStill(own, () -> over(why)));
          }
        });
  }

  private void ifStill(long own, Runnable task) {
    if (life == own) {
      task.run();
    }
  }

  private void runs(long newPid, URI at) {
    boolean another = pid != 0 && newPid != pid;
    if (another) { // whoever runs it has replaced its process
      restarts++;
    }
    pid = newPid;
    url = Optional.of(at);
    if (phase == Phase.STARTING || another) {
      became(Phase.STARTING);
      ask(life, newPid, at);
    } else {
      changed.run();
    }
  }

  private void ask(long own, long asked, URI at) {
    answering.ask(
        at,
        answered ->
            control.execute(
                () -> {
                  if (life != own || pid != asked || phase != Phase.STARTING) {
                    return;
                  }
                  if (answered) {
                    ending = WELL;
                    became(Phase.RUNNING);
                    finish("it answers");
                  } else {
                    control.schedule(ASK_AGAIN, () -> ifStill(own, () -> ask(own, asked, at)));
                  }
                }));
  }

  private void over(Service.Ending why) {
    life++;
    pid = 0;
    if (!wanted) {
      ending = WELL;
      became(Phase.STOPPED);
      finish("it has ended");
      return;
    }
    boolean ordered = operation != null && operation.restart() && phase == Phase.STOPPING;
    ending = why;
    crashed = !ordered;
    Duration wait =
        ordered ? Duration.ZERO : pause.after(Duration.ofNanos(time.nanos() - startedAt));
    if (!ordered) {
      ending =
          why.and(
              wait.isZero()
                  ? "; started again at once"
                  : "; started again in " + wait.toMillis() / 1000.0 + " s");
    }
    became(Phase.WAITING);
    long own = life;
    control.schedule(
        wait,
        () ->
            ifStill(
                own,
                () -> {
                  if (wanted) {
                    launch();
                  }
                }));
  }

  private void became(Phase next) {
    phase = next;
    changed.run();
  }
}
