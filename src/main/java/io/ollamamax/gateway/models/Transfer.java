package io.ollamamax.gateway.models;

import io.ollamamax.cluster.NodeId;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/** One operation running on several nodes, as the client's thread sees it. */
final class Transfer {
  private final Duration signOfLife;
  private final ReentrantLock lock = new ReentrantLock();
  private final Condition changed = lock.newCondition();
  private final MergedProgress progress;
  private final List<NodeId> targets;
  private final Map<NodeId, Outcome> outcomes = new TreeMap<>();
  private final List<Future<?>> running = new ArrayList<>();
  private @Nullable ProgressLine last;
  private boolean cancelled;

  Transfer(Collection<NodeId> targets, Duration signOfLife) {
    this.targets = List.copyOf(targets);
    this.progress = new MergedProgress(targets);
    this.signOfLife = signOfLife;
  }

  List<NodeId> targets() {
    return targets;
  }

  /** Work that ends with the transfer. */
  void runs(Future<?> work) {
    lock.lock();
    try {
      running.add(work);
      if (cancelled) {
        work.cancel(true);
      }
    } finally {
      lock.unlock();
    }
  }

  void heard(NodeId node, ProgressLine line) {
    change(() -> progress.heard(node, line));
  }

  void again(NodeId node, String why) {
    change(
        () -> {
          progress.again(node);
          progress.note("trying again on " + node + ": " + why);
        });
  }

  void ended(NodeId node, Outcome outcome) {
    change(
        () -> {
          if (outcome instanceof Outcome.Done) {
            progress.done(node);
          } else {
            progress.gaveUp(node);
          }
          outcomes.put(node, outcome);
        });
  }

  private void change(Runnable change) {
    lock.lock();
    try {
      change.run();
      changed.signalAll();
    } finally {
      lock.unlock();
    }
  }

  /** The client wants it no more: the nodes are told so by closing their connections. */
  void cancel() {
    change(
        () -> {
          cancelled = true;
          running.forEach(work -> work.cancel(true));
        });
  }

  /**
   * Waits for something to say. While nothing changes the last line comes again from time to time.
   *
   * @return lines; none when all nodes have ended and all is said, or it was cancelled
   */
  List<ProgressLine> next() throws InterruptedException {
    lock.lock();
    try {
      while (true) {
        List<ProgressLine> lines = progress.take();
        if (!lines.isEmpty()) {
          last = lines.getLast();
          return lines;
        }
        if (cancelled || outcomes.size() == targets.size()) {
          return List.of();
        }
        if (!changed.await(signOfLife.toNanos(), TimeUnit.NANOSECONDS) && last != null) {
          return List.of(last);
        }
      }
    } finally {
      lock.unlock();
    }
  }

  boolean cancelled() {
    lock.lock();
    try {
      return cancelled;
    } finally {
      lock.unlock();
    }
  }

  /** How it ended at each node, by id. */
  Map<NodeId, Outcome> outcomes() {
    lock.lock();
    try {
      return new TreeMap<>(outcomes);
    } finally {
      lock.unlock();
    }
  }
}
