package io.ollamamax.tracking;

import io.ollamamax.cluster.ModelName;
import io.ollamamax.cluster.NodeId;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Supplier;

/** Keeps the windows of all models on all nodes, and finds what got worse. */
public final class Tracker {
  private static final int MOST_QUEUED = 200_000;
  private static final int MOST_SERIES = 10_000;

  private static final Comparator<Degradation> ORDER =
      Comparator.comparing(Degradation::node)
          .thenComparing(Degradation::model)
          .thenComparing(Degradation::metric);

  private static final Comparator<TrackedBaseline> KEPT =
      Comparator.comparing(TrackedBaseline::node)
          .thenComparing(TrackedBaseline::model)
          .thenComparing(TrackedBaseline::metric);

  private record Key(NodeId node, ModelName model) {}

  private final Supplier<TrackingSettings> settings;
  private final ConcurrentLinkedQueue<Observation> queue = new ConcurrentLinkedQueue<>();
  private final AtomicInteger queued = new AtomicInteger();
  private final AtomicLong dropped = new AtomicLong();
  private final Map<Key, Series> series = new HashMap<>();
  private final Map<Key, List<TrackedBaseline>> restored = new HashMap<>();

  public Tracker(Supplier<TrackingSettings> settings) {
    this.settings = settings;
  }

  /** Takes an observation; any thread may call, never waits. */
  public void offer(Observation observation) {
    if (!settings.get().enabled()) {
      return;
    }
    if (queued.incrementAndGet() > MOST_QUEUED) {
      queued.decrementAndGet();
      dropped.incrementAndGet();
    } else {
      queue.add(observation);
    }
  }

  /**
   * Takes in what was offered and forgets what left the window.
   *
   * @param now monotonic nanoseconds
   */
  public synchronized void drain(long now) {
    TrackingSettings current = settings.get();
    long slice = current.sliceNanos();
    for (Observation next = queue.poll(); next != null; next = queue.poll()) {
      queued.decrementAndGet();
      if (current.enabled()) {
        add(next, slice);
      }
    }
    if (!current.enabled()) {
      series.clear();
      restored.clear();
      return;
    }
    long oldest = now - current.window().toNanos();
    series.values().forEach(one -> one.forgetBefore(oldest - slice));
    series.values().removeIf(one -> one.empty() && one.degradations().isEmpty());
  }

  private void add(Observation observation, long slice) {
    Key key = new Key(observation.node(), observation.model());
    if (series.size() < MOST_SERIES || series.containsKey(key)) {
      series.computeIfAbsent(key, this::begin).add(observation, slice);
    } else {
      dropped.incrementAndGet();
    }
  }

  private Series begin(Key key) {
    Series begun = new Series();
    List<TrackedBaseline> known = restored.remove(key);
    if (known != null) {
      known.forEach(one -> begun.baseline(one.metric()).restore(one.value(), one.samples()));
    }
    return begun;
  }

  /** What is kept over a restart; also what was restored and not used yet. */
  public synchronized List<TrackedBaseline> baselines() {
    List<TrackedBaseline> all = new ArrayList<>();
    restored.values().forEach(all::addAll);
    series.forEach(
        (key, one) ->
            one.baselines()
                .forEach(
                    (metric, baseline) -> {
                      if (baseline.samples() > 0) {
                        all.add(
                            new TrackedBaseline(
                                key.node(),
                                key.model(),
                                metric,
                                baseline.exact(),
                                baseline.samples()));
                      }
                    }));
    all.sort(KEPT);
    return all;
  }

  /** Takes over what was kept; a series that has begun since goes by what it has seen itself. */
  public synchronized void restore(List<TrackedBaseline> baselines) {
    restored.clear();
    for (TrackedBaseline one : baselines) {
      Key key = new Key(one.node(), one.model());
      if (!series.containsKey(key) && restored.size() < MOST_SERIES) {
        restored.computeIfAbsent(key, unused -> new ArrayList<>()).add(one);
      }
    }
  }

  /** Drops what is known of nodes that are gone. */
  public synchronized void retain(Set<NodeId> nodes) {
    series.keySet().removeIf(key -> !nodes.contains(key.node()));
    restored.keySet().removeIf(key -> !nodes.contains(key.node()));
  }

  /** Looks at each series anew and tells what got worse and what is well again. */
  public synchronized Verdict evaluate(long now) {
    drain(now);
    long slice = settings.get().sliceNanos();
    long recent = Math.floorDiv(now, slice) * slice - slice;
    Map<ModelName, Map<NodeId, Slice>> byModel = new HashMap<>();
    series.forEach((key, one) -> recent(byModel, key).put(key.node(), one.since(recent)));
    List<Degradation> worse = new ArrayList<>();
    List<Degradation> well = new ArrayList<>();
    series.forEach(
        (key, one) ->
            new Judge(key.node(), key.model(), one, recent(byModel, key)).judge(now, worse, well));
    worse.sort(ORDER);
    well.sort(ORDER);
    List<Degradation> open = new ArrayList<>();
    series.values().forEach(one -> open.addAll(one.degradations().values()));
    open.sort(ORDER);
    return new Verdict(worse, well, open);
  }

  private static Map<NodeId, Slice> recent(Map<ModelName, Map<NodeId, Slice>> byModel, Key key) {
    return byModel.computeIfAbsent(key.model(), unused -> new HashMap<>());
  }

  /**
   * What an evaluation found.
   *
   * @param worse degraded since this evaluation
   * @param well degraded until this evaluation
   * @param open all that are degraded now
   */
  public record Verdict(List<Degradation> worse, List<Degradation> well, List<Degradation> open) {
    public Verdict {
      worse = List.copyOf(worse);
      well = List.copyOf(well);
      open = List.copyOf(open);
    }
  }

  /** Memory that the windows take, estimated, in bytes. */
  public synchronized long bytes() {
    return series.values().stream().mapToLong(Series::bytes).sum();
  }

  /** The window, up to now. */
  public synchronized PerformanceView view(long now) {
    drain(now);
    TrackingSettings current = settings.get();
    long oldest = now - current.window().toNanos();
    List<PerformanceView.Row> rows = new ArrayList<>();
    List<Degradation> degradations = new ArrayList<>();
    long bytes = 0;
    for (Map.Entry<Key, Series> entry : series.entrySet()) {
      Slice all = entry.getValue().since(oldest);
      Map<Metric, Summary> metrics = new EnumMap<>(Metric.class);
      for (Metric metric : Metric.values()) {
        metrics.put(metric, all.summary(metric));
      }
      Key key = entry.getKey();
      rows.add(
          new PerformanceView.Row(key.node(), key.model(), all.tries(), all.failed(), metrics));
      degradations.addAll(entry.getValue().degradations().values());
      bytes += entry.getValue().bytes();
    }
    rows.sort(
        Comparator.comparing(PerformanceView.Row::node).thenComparing(PerformanceView.Row::model));
    degradations.sort(ORDER);
    return new PerformanceView(
        current.enabled(), current.window(), rows, degradations, bytes, dropped.get());
  }
}
