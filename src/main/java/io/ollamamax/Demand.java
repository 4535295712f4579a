package io.ollamamax;

import io.ollamamax.cluster.ModelName;
import io.ollamamax.loop.Time;
import io.ollamamax.request.FlowObserver;
import io.ollamamax.request.RequestSpec;
import io.ollamamax.request.Service;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.LongAdder;

/**
 * How many requests for each model are worked on at once, on average over the last minutes: the
 * time that tries took, by the time that has passed.
 */
final class Demand implements FlowObserver {
  private static final long BUCKET = TimeUnit.MINUTES.toNanos(1);
  private static final double KEPT = 0.5;
  private static final double LITTLE = 0.01;

  private final Time time;
  private final Map<ModelName, LongAdder> busy = new ConcurrentHashMap<>();
  private Map<ModelName, Double> averages = Map.of();
  private long since;

  Demand(Time time) {
    this.time = time;
    this.since = time.nanos();
  }

  @Override
  public void tried(RequestSpec spec, Service service, String detail, int delivered) {
    busy.computeIfAbsent(service.model(), unused -> new LongAdder())
        .add(Math.max(0, service.total()));
  }

  /** By model; new ones each minute. On the control thread. */
  Map<ModelName, Double> averages() {
    long passed = time.nanos() - since;
    if (passed < BUCKET) {
      return averages;
    }
    since += passed;
    Map<ModelName, Double> next = new HashMap<>();
    averages.forEach((model, before) -> next.put(model, KEPT * before));
    busy.forEach(
        (model, sum) -> next.merge(model, (1 - KEPT) * sum.sumThenReset() / passed, Double::sum));
    busy.values().removeIf(sum -> sum.sum() == 0);
    next.values().removeIf(average -> average < LITTLE);
    averages = Map.copyOf(next);
    return averages;
  }
}
