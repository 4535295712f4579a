package io.ollamamax.prediction;

import io.ollamamax.cluster.Fault;
import io.ollamamax.cluster.NodeId;
import io.ollamamax.loop.Periodic;
import io.ollamamax.loop.Sequencer;
import io.ollamamax.loop.Time;
import io.ollamamax.loop.Worker;
import java.time.Duration;
import java.time.Instant;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Takes a sample of each node each second, and foresees failures each {@code prediction_interval}.
 * Its methods run on the control thread; the predictor belongs to the worker.
 */
public final class PredictionLoop {
  private static final Duration SAMPLE = Duration.ofSeconds(1);

  /** What the loop sees; asked on the control thread. */
  public interface Sight {
    /** Each known node as it is in this second. */
    Map<NodeId, NodeSample> samples();

    /** What is wrong now. */
    List<Fault> faults();
  }

  /** Is told on the control thread. */
  public interface Observer {
    void happened(PredictionEvent event);

    /** A round over all nodes ended. */
    void round(Duration took);
  }

  /**
   * What an operator has set.
   *
   * @param enabled whether to predict at all
   */
  public record Switch(boolean enabled, PredictionSettings settings) {}

  private final Supplier<Switch> config;
  private final Sight sight;
  private final Worker worker;
  private final Time time;
  private final Observer observer;
  private final long seed;
  private final Periodic sample;
  private final Periodic round;
  private final FailureWatch watch = new FailureWatch();
  private @Nullable Predictor predictor;
  private PredictionMemory kept = PredictionMemory.NONE;
  private Set<NodeId> known = Set.of();
  private boolean scoring;
  private volatile PredictionView view;

  /**
   * @param config is asked anew each second
   * @param seed of the forests' randomness
   */
  public PredictionLoop(
      Supplier<Switch> config,
      Sight sight,
      Sequencer control,
      Worker worker,
      Time time,
      Observer observer,
      long seed) {
    this.config = config;
    this.sight = sight;
    this.worker = worker;
    this.time = time;
    this.observer = observer;
    this.seed = seed;
    Switch now = config.get();
    this.view = PredictionView.none(now.enabled(), now.settings().shadow());
    this.sample = new Periodic(control, () -> SAMPLE, this::sample);
    this.round = new Periodic(control, () -> config.get().settings().interval(), this::round);
  }

  public void start() {
    sample.start();
    round.start();
  }

  /** Waits anew, because the interval was changed. */
  public void retime() {
    round.start();
  }

  /** As of the newest round; any thread may call. */
  public PredictionView view() {
    return view;
  }

  /** Predicted failures to act on; none in shadow mode. */
  public List<Fault> faults() {
    return view.faults();
  }

  /** Somebody acts on what was predicted of the node. */
  public void acted(NodeId node) {
    Predictor current = predictor;
    if (current != null) {
      work(() -> current.acted(node));
    }
  }

  /** What is to be kept over a restart; the supplier is to be asked on the worker. */
  public Supplier<PredictionMemory> memory() {
    Predictor current = predictor;
    PredictionMemory before = kept;
    return current == null ? () -> before : current::memory;
  }

  /**
   * Continues with what was kept.
   *
   * @throws IllegalArgumentException where it cannot be read; nothing is changed then
   */
  public void restore(PredictionMemory memory) {
    Predictor.untaught(config.get().settings(), seed).restore(memory);
    kept = memory;
    Predictor current = predictor;
    if (current != null) {
      work(() -> current.restore(memory));
    }
  }

  /** Drops what was kept of nodes that are not there. */
  public void forgetAbsent() {
    Predictor current = predictor;
    if (current != null) {
      Set<NodeId> there = Set.copyOf(known);
      work(() -> current.retain(there));
    }
  }

  private void sample() {
    Switch now = config.get();
    if (!now.enabled()) {
      if (view.enabled()) {
        stop(now.settings());
      }
      return;
    }
    Predictor current = current(now.settings());
    Map<NodeId, NodeSample> samples = Map.copyOf(sight.samples());
    List<FailureWatch.Failure> failures = watch.look(sight.faults(), time.now());
    boolean gone = !samples.keySet().containsAll(known);
    known = new HashSet<>(samples.keySet());
    work(
        () -> {
          if (gone) {
            current.retain(samples.keySet());
          }
          samples.forEach(current::sample);
          failures.forEach(f -> current.failed(f.node(), f.mode(), f.at()));
        });
  }

  /** Nothing is kept but what was learned. */
  private void stop(PredictionSettings settings) {
    Predictor old = predictor;
    predictor = null;
    known = Set.of();
    view = PredictionView.none(false, settings.shadow());
    if (old != null) {
      worker.compute(old::memory, memory -> kept = memory);
    }
  }

  private Predictor current(PredictionSettings settings) {
    Predictor current = predictor;
    if (current == null) {
      current = Predictor.taught(settings, seed);
      current.restore(kept);
      predictor = current;
      view = PredictionView.none(true, settings.shadow());
    }
    return current;
  }

  private void round() {
    Predictor current = predictor;
    if (current == null || scoring) {
      return;
    }
    PredictionSettings settings = config.get().settings();
    Instant now = time.now();
    Set<NodeId> failing = watch.failing();
    scoring = true;
    worker.compute(
        () -> {
          long begin = time.nanos();
          Round done = contained(() -> looked(current, settings, now, failing));
          return new Timed(done, Duration.ofNanos(time.nanos() - begin));
        },
        timed -> take(current, timed));
  }

  private static Round looked(
      Predictor current, PredictionSettings settings, Instant now, Set<NodeId> failing) {
    current.configure(settings);
    return current.round(now, failing);
  }

  /** What fails in it becomes an event. */
  private Round contained(Supplier<Round> task) {
    try {
      return task.get();
    } catch (RuntimeException e) {
      return new Round(view, List.of(new PredictionEvent.Broken(e.toString())));
    }
  }

  private record Timed(Round round, Duration took) {}

  private void take(Predictor of, Timed timed) {
    scoring = false;
    if (of != predictor) {
      return; // switched off meanwhile
    }
    view = timed.round().view();
    timed.round().events().forEach(observer::happened);
    observer.round(timed.took());
  }

  private void work(Runnable task) {
    worker.compute(
        () ->
            contained(
                    () -> {
                      task.run();
                      return new Round(view, List.of());
                    })
                .events(),
        events -> events.forEach(observer::happened));
  }
}
