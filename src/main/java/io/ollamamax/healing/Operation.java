package io.ollamamax.healing;

import io.ollamamax.cluster.NodeId;
import io.ollamamax.healing.OperationRecord.Phase;
import io.ollamamax.healing.OperationRecord.Result;
import io.ollamamax.healing.OperationRecord.Trigger;
import io.ollamamax.healing.Proposal.Plan;
import io.ollamamax.loop.Backoff;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletionStage;
import java.util.function.Consumer;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/** One attempt to heal: a state machine on the control thread; the package's page draws it. */
final class Operation {
  private static final int MOST_LINES = 100;

  /** What is known of an operation before it begins. */
  record Order(Intent intent, Plan plan, Trigger trigger, Instant detected, double severity) {}

  /** What a step waits to see. */
  private record Awaited(Predicate<Situation> seen, String text, Instant deadline) {}

  private final Order order;
  private final Hands hands;
  private final HealingSettings settings;
  private final Consumer<Operation> ended;
  private final Instant began;
  private final List<String> lines = new ArrayList<>();

  private Phase phase = Phase.INTENDING;
  private List<Step> steps;
  private int step;
  private int tries;
  private int pending;
  private long epoch;
  private boolean cancelled;
  private @Nullable Fence fence;
  private @Nullable Awaited awaited;
  private @Nullable Verification verification;
  private @Nullable Result result;
  private String reason = "";
  private @Nullable Instant acted;
  private @Nullable Instant relieved;
  private @Nullable Instant endedAt;
  private double after;

  /**
   * @param ended is told when it has ended and nothing of it is under way any more
   */
  Operation(Order order, Hands hands, HealingSettings settings, Consumer<Operation> ended) {
    this.order = order;
    this.hands = hands;
    this.settings = settings;
    this.ended = ended;
    this.began = hands.clock().get();
    this.after = order.severity();
    this.steps = order.plan().steps();
  }

  Plan plan() {
    return order.plan();
  }

  Order order() {
    return order;
  }

  void start() {
    Duration timeout = settings.core().recoveryTimeout();
    hands.control().schedule(timeout, this::timeOut);
    if (steps.isEmpty()) { // the supervisor has acted already
      acted = began;
      phase = Phase.ACTING;
      run();
      return;
    }
    await(
        hands.journal().intend(order.intent()),
        written -> {
          if (written.isEmpty()) {
            finish(Result.CANCELLED, "the intent could not be written, or another gateway leads");
          } else if (cancelled) {
            finish(Result.CANCELLED, reason);
          } else {
            fence = written.get();
            begin();
          }
        });
  }

  private void begin() {
    Situation s = hands.situation().get();
    String missed = s.node(plan().node()).map(n -> Safety.missed(plan(), n, s)).orElse("");
    if (!missed.isEmpty()) { // something else has failed while the intent was written
      finish(Result.CANCELLED, missed);
      return;
    }
    acted = hands.clock().get();
    phase = Phase.ACTING;
    run();
  }

  /** Runs the task on the control thread when the stage has completed. */
  private <T> void await(CompletionStage<T> stage, Consumer<T> then) {
    pending++;
    stage.whenComplete(
        (value, failure) ->
            hands
                .control()
                .execute(
                    () -> {
                      pending--;
                      if (phase == Phase.ENDED) {
                        settle();
                      } else if (failure != null) {
                        stepFailed("internal error: " + failure);
                      } else {
                        then.accept(value);
                      }
                    }));
  }

  /** Goes through the steps as far as they do not have to wait. */
  private void run() {
    while (step < steps.size() && (phase == Phase.ACTING || phase == Phase.UNDOING)) {
      Step next = steps.get(step);
      if (tries == 0) {
        say(next.text());
      }
      switch (next) {
        case Step.Do act -> {
          String moot = act.moot().apply(hands.situation().get());
          if (moot.isEmpty()) {
            act(act.node(), act.act(), this::acted);
          } else {
            cancel(moot);
          }
          return;
        }
        case Step.Empty empty -> {
          act(empty.node(), new Act.Drain(empty.patience()), got -> drained(empty, got));
          return;
        }
        case Step.Shift shift -> {
          shift.change().accept(hands.traffic());
          advance();
        }
        case Step.Until until -> {
          awaited = new Awaited(until.seen(), until.text(), Instant.MAX);
          return;
        }
        case Step.Soon soon -> {
          Instant deadline = hands.clock().get().plus(soon.patience());
          awaited = new Awaited(soon.seen(), soon.text(), deadline);
          return;
        }
        case Step.Pause pause -> {
          later(pause.duration(), this::proceed);
          return;
        }
      }
    }
    if (step >= steps.size()) {
      allDone();
    }
  }

  private void advance() {
    step++;
    tries = 0;
    awaited = null;
  }

  private void proceed() {
    advance();
    run();
  }

  private void later(Duration delay, Runnable task) {
    long now = ++epoch;
    hands
        .control()
        .schedule(
            delay,
            () -> {
              if (epoch == now && phase != Phase.ENDED) {
                task.run();
              }
            });
  }

  private void act(NodeId node, Act act, Consumer<ActResult> then) {
    String obstacle = hands.journal().obstacle().orElse("");
    Fence known = fence;
    if (!obstacle.isEmpty() || known == null) {
      // what is left to undo is the new leader's
      finish(result == null ? Result.CANCELLED : result, result == null ? obstacle : reason);
      return;
    }
    Phase asked = phase;
    await(
        hands.nodes().act(node, act, known),
        got -> {
          if (phase == asked) {
            then.accept(got);
          } else if (phase == Phase.UNDOING) {
            undo(); // it was given up meanwhile, and waited for this act to end
          }
        });
  }

  private void acted(ActResult got) {
    switch (got.outcome()) {
      case DONE -> proceed();
      case REFUSED -> stepFailed("refused: " + got.text());
      case FAILED, UNKNOWN -> retry(got.text());
    }
  }

  private void retry(String why) {
    if (tries >= settings.core().maxRetries()) {
      stepFailed("%s, after %d tries".formatted(why, tries + 1));
      return;
    }
    long first = settings.core().retryBackoff().toNanos();
    later(Duration.ofNanos(Backoff.delay(first, tries++, hands.random())), this::run);
  }

  private void drained(Step.Empty empty, ActResult got) {
    if (got.outcome() == ActResult.Outcome.DONE) {
      proceed();
    } else if (got.outcome() == ActResult.Outcome.REFUSED || !empty.move()) {
      stepFailed("it could not be drained: " + got.text());
    } else {
      say("move its answers");
      hands.traffic().moveStreams(empty.node());
      proceed();
    }
  }

  private void stepFailed(String why) {
    if (phase == Phase.UNDOING) {
      say("failed: " + why);
      proceed();
    } else {
      giveUp(Result.FAILED, why);
    }
  }

  private void allDone() {
    if (phase == Phase.UNDOING) {
      finish(result == null ? Result.FAILED : result, reason);
      return;
    }
    phase = Phase.VERIFYING;
    Instant timeout = began.plus(settings.core().recoveryTimeout());
    Instant soon = hands.clock().get().plus(settings.interval());
    verification = new Verification(plan().lack(), soon.isBefore(timeout) ? soon : timeout);
  }

  /** Takes note of a look. */
  void look(Situation s) {
    after = s.severity(plan().node());
    Awaited waiting = awaited;
    if (waiting != null && (phase == Phase.ACTING || phase == Phase.UNDOING)) {
      if (waiting.seen().test(s)) {
        proceed();
      } else if (!s.now().isBefore(waiting.deadline())) {
        stepFailed("in vain: " + waiting.text());
      }
    }
    Verification verifying = verification;
    if (verifying != null && phase == Phase.VERIFYING) {
      Optional<Verification.Judgement> judged = verifying.look(s);
      relieved = verifying.relieved().orElse(null);
      judged.ifPresent(this::judged);
    }
  }

  private void judged(Verification.Judgement judgement) {
    if (judgement.result() == Result.SUCCEEDED) {
      finish(judgement.result(), judgement.reason());
    } else {
      giveUp(judgement.result(), judgement.reason());
    }
  }

  private void timeOut() {
    if (phase != Phase.ENDED && phase != Phase.UNDOING && relieved == null) {
      giveUp(
          Result.TIMED_OUT,
          "not well after %d s".formatted(settings.core().recoveryTimeout().toSeconds()));
    }
  }

  /** Ends it for a reason that says nothing of the strategy. */
  void cancel(String why) {
    if (phase != Phase.ENDED && phase != Phase.UNDOING) {
      giveUp(Result.CANCELLED, why);
    }
  }

  private void giveUp(Result as, String why) {
    result = as;
    reason = why;
    if (phase == Phase.INTENDING) {
      cancelled = true;
      return;
    }
    phase = Phase.UNDOING;
    epoch++;
    if (pending == 0) {
      undo();
    }
  }

  private void undo() {
    steps = plan().undo();
    step = 0;
    tries = 0;
    awaited = null;
    run();
  }

  private void finish(Result as, String why) {
    result = as;
    reason = why;
    phase = Phase.ENDED;
    endedAt = hands.clock().get();
    epoch++;
    settle();
  }

  private void settle() {
    if (pending == 0) {
      ended.accept(this);
    }
  }

  private void say(String line) {
    if (lines.size() < MOST_LINES) {
      lines.add(line);
    }
  }

  OperationRecord view() {
    return new OperationRecord(
        order.intent(),
        order.trigger(),
        plan().disruptive(),
        order.detected(),
        began,
        Optional.ofNullable(acted),
        Optional.ofNullable(relieved),
        Optional.ofNullable(endedAt),
        phase,
        Optional.ofNullable(result),
        reason,
        order.severity(),
        after,
        lines);
  }
}
