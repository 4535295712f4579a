package io.ollamamax.checkpoint;

import io.ollamamax.checkpoint.Archive.Stored;
import io.ollamamax.checkpoint.CheckpointState.Restored;
import io.ollamamax.checkpoint.CheckpointState.Written;
import io.ollamamax.checkpoint.CheckpointStore.Found;
import io.ollamamax.checkpoint.CheckpointStore.Named;
import io.ollamamax.loop.Backoff;
import io.ollamamax.loop.Periodic;
import io.ollamamax.loop.Sequencer;
import io.ollamamax.loop.Time;
import io.ollamamax.loop.Worker;
import java.io.IOException;
import java.lang.System.Logger.Level;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Consumer;
import java.util.function.Supplier;
import java.util.random.RandomGenerator;

/**
 * The loop of checkpoints. At most one is being written at a time. A write that fails is tried
 * again with the same content; what it was is told in {@link #state}, and nothing else stops.
 */
public final class Checkpointer {
  private static final System.Logger LOG = System.getLogger("checkpoint");
  private static final Duration SETTLED = Duration.ofMinutes(10);

  private final CheckpointStore store;
  private final Snapshots snapshots;
  private final Supplier<CheckpointSettings> settings;
  private final Sequencer control;
  private final Worker worker;
  private final Consumer<Runnable> blocking;
  private final Time time;
  private final RandomGenerator random;
  private final Periodic periodic;
  private List<CompletableFuture<Written>> waiting = new ArrayList<>();
  private boolean writing;
  private volatile CheckpointState state = CheckpointState.NOTHING;

  /** A checkpoint on its way to the disk. */
  private record Job(byte[] bytes, Instant at, long begun, int tries) {
    Job again() {
      return new Job(bytes, at, begun, tries + 1);
    }
  }

  /**
   * @param blocking runs tasks that may block
   */
  public Checkpointer(
      CheckpointStore store,
      List<Part> parts,
      Supplier<CheckpointSettings> settings,
      Sequencer control,
      Worker worker,
      Consumer<Runnable> blocking,
      Time time,
      RandomGenerator random) {
    this.store = store;
    this.snapshots = new Snapshots(parts);
    this.settings = settings;
    this.control = control;
    this.worker = worker;
    this.blocking = blocking;
    this.time = time;
    this.random = random;
    this.periodic = new Periodic(control, () -> settings.get().interval(), this::round);
  }

  /** How things stand; any thread may call. */
  public CheckpointState state() {
    return state;
  }

  /** Where checkpoints are; any thread may call, it blocks. */
  public CheckpointStore store() {
    return store;
  }

  /**
   * Takes over the newest whole checkpoint, then begins to make them; any thread may call.
   *
   * @param then run on the control thread when what was kept is there again
   */
  public void start(Runnable then) {
    blocking.accept(
        () -> {
          Found found = store.newest();
          control.execute(
              () -> {
                begin(found);
                then.run();
              });
        });
  }

  private void begin(Found found) {
    found.problems().forEach(problem -> LOG.log(Level.ERROR, "{0}", problem));
    state = state.with(String.join("; ", found.problems()));
    found
        .newest()
        .ifPresentOrElse(
            this::takeOver,
            () -> LOG.log(Level.INFO, "no checkpoint in {0}: nothing is restored", store.place()));
    periodic.start();
    control.schedule(SETTLED, snapshots::settle);
  }

  private Restored takeOver(Named found) {
    Instant now = time.now();
    Restored restored = snapshots.restore(found, now);
    state = state.tookOver(restored);
    LOG.log(
        Level.INFO,
        "restored {0}, written at {1} ({2} s ago): {3}",
        restored.name(),
        restored.at().toString(),
        Long.toString(restored.age().toSeconds()),
        String.join(", ", restored.parts()));
    if (restored.at().isAfter(now)) {
      LOG.log(
          Level.WARNING,
          "{0} is of a time to come: the clock was set back; its times count as now",
          restored.name());
    }
    restored
        .skipped()
        .forEach(part -> LOG.log(Level.ERROR, "{0}: not restored: {1}", restored.name(), part));
    return restored;
  }

  /** Waits anew, because the interval was changed; any thread may call. */
  public void retime() {
    control.execute(periodic::start);
  }

  /**
   * Makes a checkpoint of the state as it is now or a little later; any thread may call.
   *
   * @return completes when it is durable; fails with an {@link IOException} where it could not be
   *     written at once
   */
  public CompletionStage<Written> save() {
    CompletableFuture<Written> done = new CompletableFuture<>();
    control.execute(
        () -> {
          waiting.add(done);
          round();
        });
    return done;
  }

  /**
   * Takes over a checkpoint by its name while the gateway runs; any thread may call.
   *
   * @return fails with an {@link IOException} where it cannot be read
   */
  public CompletionStage<Restored> restore(String name) {
    CompletableFuture<Restored> done = new CompletableFuture<>();
    blocking.accept(
        () -> {
          try {
            Named found = store.read(name);
            control.execute(() -> done.complete(takeOver(found)));
          } catch (IOException e) {
            done.completeExceptionally(e);
          }
        });
    return done;
  }

  /** Makes no more of itself; any thread may call. */
  public void stop() {
    control.execute(periodic::stop);
  }

  private void round() {
    if (writing) {
      return;
    }
    if (!settings.get().enabled()) {
      refuse(new IOException("fault tolerance is switched off: no checkpoints are made"));
      return;
    }
    writing = true;
    List<CompletableFuture<Written>> asked = waiting;
    waiting = new ArrayList<>();
    Instant at = time.now();
    worker.compute(snapshots.take(at), bytes -> write(new Job(bytes, at, time.nanos(), 0), asked));
  }

  private void write(Job job, List<CompletableFuture<Written>> asked) {
    CheckpointSettings now = settings.get();
    Instant today = time.now();
    blocking.accept(
        () -> {
          try {
            Stored stored = store.write(job.bytes(), now.kept(), now.maxAge(), today);
            control.execute(() -> wrote(new Written(stored.name(), job.at()), asked));
          } catch (IOException e) {
            control.execute(() -> failed(job, e, asked));
          }
        });
  }

  private void wrote(Written written, List<CompletableFuture<Written>> asked) {
    if (!state.problem().isEmpty()) {
      LOG.log(Level.INFO, "{0} is written: all is well again", written.name());
    }
    state = state.wrote(written);
    asked.forEach(one -> one.complete(written));
    ended();
  }

  private void failed(Job job, IOException why, List<CompletableFuture<Written>> asked) {
    String problem =
        "no checkpoint can be written to %s: %s; the gateway goes on, and would lose what it learned since %s"
            .formatted(
                store.place(),
                why.getMessage(),
                state.newest().map(newest -> newest.at().toString()).orElse("its start"));
    if (!state.problem().equals(problem)) {
      LOG.log(Level.ERROR, "{0}", problem);
      state = state.with(problem);
    }
    asked.forEach(one -> one.completeExceptionally(why));
    refuse(why);
    CheckpointSettings now = settings.get();
    boolean inTime = time.nanos() - job.begun() < now.timeout().toNanos();
    if (now.enabled() && inTime && job.tries() < now.retries()) {
      long wait = Backoff.delay(now.backoff().toNanos(), job.tries(), random);
      control.schedule(Duration.ofNanos(wait), () -> write(job.again(), List.of()));
    } else {
      LOG.log(
          Level.ERROR,
          "the checkpoint of {0} is given up after {1} tries",
          job.at().toString(),
          Integer.toString(job.tries() + 1));
      ended();
    }
  }

  private void refuse(IOException why) {
    List<CompletableFuture<Written>> refused = waiting;
    waiting = new ArrayList<>();
    refused.forEach(one -> one.completeExceptionally(why));
  }

  private void ended() {
    writing = false;
    if (!waiting.isEmpty()) {
      round();
    }
  }
}
