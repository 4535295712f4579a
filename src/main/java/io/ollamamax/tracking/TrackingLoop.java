package io.ollamamax.tracking;

import io.ollamamax.cluster.Fault;
import io.ollamamax.cluster.NodeId;
import io.ollamamax.loop.Periodic;
import io.ollamamax.loop.Sequencer;
import io.ollamamax.loop.Time;
import io.ollamamax.loop.Worker;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.function.Supplier;

/**
 * Folds what requests showed each second, and looks each {@code monitoring_interval} for what got
 * worse. Its methods run on the control thread.
 */
public final class TrackingLoop {
  private static final Duration FOLD = Duration.ofSeconds(1);

  /** Is told of changes on the control thread. */
  public interface Observer {
    void degraded(Degradation degradation);

    void recovered(Degradation degradation);
  }

  private final Tracker tracker;
  private final Worker worker;
  private final Time time;
  private final Observer observer;
  private final Periodic fold;
  private final Periodic evaluate;
  private List<Fault> faults = List.of();

  /**
   * @param monitoringInterval between two evaluations
   */
  public TrackingLoop(
      Tracker tracker,
      Sequencer control,
      Worker worker,
      Time time,
      Supplier<Duration> monitoringInterval,
      Observer observer) {
    this.tracker = tracker;
    this.worker = worker;
    this.time = time;
    this.observer = observer;
    this.fold = new Periodic(control, () -> FOLD, this::fold);
    this.evaluate = new Periodic(control, monitoringInterval, this::evaluate);
  }

  public void start() {
    fold.start();
    evaluate.start();
  }

  /** Waits anew, because the interval was changed. */
  public void retime() {
    evaluate.start();
  }

  /** What is worse than usual, as of the last evaluation. */
  public List<Fault> faults() {
    return faults;
  }

  /** Forgets nodes that are gone. */
  public void retain(Set<NodeId> nodes) {
    worker.compute(
        () -> {
          tracker.retain(nodes);
          return nodes;
        },
        done -> {});
  }

  private void fold() {
    long now = time.nanos();
    worker.compute(
        () -> {
          tracker.drain(now);
          return now;
        },
        done -> {});
  }

  private void evaluate() {
    long now = time.nanos();
    worker.compute(() -> tracker.evaluate(now), this::take);
  }

  private void take(Tracker.Verdict verdict) {
    faults = verdict.open().stream().map(Degradation::fault).toList();
    verdict.well().forEach(observer::recovered);
    verdict.worse().forEach(observer::degraded);
  }
}
