package io.ollamamax.prediction;

import io.ollamamax.cluster.NodeId;
import io.ollamamax.prediction.ml.NodeModels;
import io.ollamamax.prediction.statistical.Robust;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** What is kept of one node; bounded. */
final class NodeTrack {
  private static final int LEAST_POINTS = 128;
  private static final int MOST_POINTS = 1024;
  private static final int WINDOWS_KEPT = 4;
  private static final int MOST_PENDING = 64;

  /** An analysis whose outcome is not known yet. */
  record Pending(long second, double[] features, double[] fused, double confidence) {}

  /** A published prediction that is not resolved yet. */
  static final class Open {
    final Prediction prediction;
    boolean acted;

    Open(Prediction prediction) {
      this.prediction = prediction;
    }
  }

  final NodeId node;
  final NodeModels models;
  final Deque<Pending> pending = new ArrayDeque<>();
  @Nullable Open open;
  @Nullable Assessment newest;

  /** Since when confidence has been high enough to predict. */
  @Nullable Instant confident;

  private final PointFold fold;
  private final int most;
  private final long pendingEach;
  private final Deque<Point> points = new ArrayDeque<>();
  private List<Point> fresh = new ArrayList<>();

  NodeTrack(NodeId node, PredictionSettings settings, long seed) {
    this.node = node;
    models = new NodeModels(seed ^ node.value().hashCode());
    fold = new PointFold(settings.step());
    long wanted = WINDOWS_KEPT * settings.window().toSeconds() / settings.step().toSeconds();
    most = (int) Math.max(LEAST_POINTS, Math.min(MOST_POINTS, wanted));
    pendingEach = settings.window().toSeconds() / MOST_PENDING;
  }

  void add(NodeSample sample) {
    Point point = fold.add(sample);
    if (point == null) {
      return;
    }
    if (!points.isEmpty() && point.second() <= points.getLast().second()) {
      points.clear(); // the clock went back
    }
    points.addLast(point);
    fresh.add(point);
    if (points.size() > most) {
      points.removeFirst();
    }
    if (fresh.size() > most) {
      fresh.removeFirst();
    }
  }

  boolean hasFresh() {
    return !fresh.isEmpty();
  }

  /** Points that the models have not seen; they have then. */
  List<Point> takeFresh() {
    List<Point> taken = fresh;
    fresh = new ArrayList<>();
    return taken;
  }

  /** The points kept, with what is usual among all nodes. */
  Window window(PredictionSettings settings, Peers peers) {
    return new Window(List.copyOf(points), settings.window(), settings.limits(), peers);
  }

  /** Medians of the newest points, by the metric's place. */
  static double[] recent(Window window) {
    double[] recent = new double[Metric.COUNT];
    for (Metric metric : Metric.values()) {
      recent[metric.place()] = Robust.median(window.recent(metric).values());
    }
    return recent;
  }

  /** Forgets what was seen, not what was learned. */
  void forget() {
    points.clear();
    fresh.clear();
    pending.clear();
    open = null;
    newest = null;
    confident = null;
  }

  /** Keeps an analysis until its outcome is known; of a long window not each of them. */
  void await(Pending analysis) {
    if (!pending.isEmpty() && analysis.second() - pending.getLast().second() < pendingEach) {
      return;
    }
    pending.addLast(analysis);
    if (pending.size() > MOST_PENDING + 1) {
      pending.removeFirst();
    }
  }
}
