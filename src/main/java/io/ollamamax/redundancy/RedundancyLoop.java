package io.ollamamax.redundancy;

import io.ollamamax.cluster.Fault;
import io.ollamamax.cluster.ModelName;
import io.ollamamax.cluster.NodeId;
import io.ollamamax.loop.Periodic;
import io.ollamamax.loop.Sequencer;
import io.ollamamax.loop.Time;
import io.ollamamax.loop.Worker;
import io.ollamamax.redundancy.ModelState.Making;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * The loop of redundancy: looks each {@code update_interval}, and soon after nodes came or went,
 * something was found wrong or a step has ended. Its methods run on the control thread; {@link
 * #view} may be called by any.
 */
public final class RedundancyLoop {
  private static final Duration FORGOTTEN = Duration.ofDays(1);

  /** A step under way. */
  private record Work(Step step, String way, double share) {}

  private final Supplier<RedundancySettings> settings;
  private final Supplier<Facts> facts;
  private final Replicas replicas;
  private final Ownership ownership;
  private final RedundancyObserver observer;
  private final Sequencer control;
  private final Worker worker;
  private final Time time;
  private final Instant origin;
  private final long originNanos;
  private final Periodic periodic;

  private final Map<Copy, Work> running = new TreeMap<>();
  private final Map<Copy, Past.Failure> failures = new HashMap<>();
  private final Map<Copy, Instant> surplusSince = new HashMap<>();
  private final Map<NodeId, Instant> awaySince = new HashMap<>();
  private final Map<Copy, String> own = new HashMap<>();
  private List<ModelState> models = List.of();
  private boolean started;
  private boolean ready;
  private boolean looking;
  private boolean again;
  private volatile RedundancyView view;

  /**
   * @param facts the newest; asked at each look
   */
  public RedundancyLoop(
      Supplier<RedundancySettings> settings,
      Supplier<Facts> facts,
      Replicas replicas,
      Ownership ownership,
      RedundancyObserver observer,
      Sequencer control,
      Worker worker,
      Time time) {
    this.settings = settings;
    this.facts = facts;
    this.replicas = replicas;
    this.ownership = ownership;
    this.observer = observer;
    this.control = control;
    this.worker = worker;
    this.time = time;
    this.origin = time.now();
    this.originNanos = time.nanos();
    this.periodic = new Periodic(control, () -> settings.get().interval(), this::look);
    this.view = new RedundancyView(settings.get().enabled(), Optional.empty(), List.of());
  }

  /** The wall clock as it would be had nobody set it since the start. */
  private Instant now() {
    return origin.plusNanos(time.nanos() - originNanos);
  }

  /** How things stand as of the newest look or step. */
  public RedundancyView view() {
    return view;
  }

  /** Begins to look, an interval from now at first: not all nodes may have come before. */
  public void start() {
    started = true;
    own.putAll(ownership.all());
    periodic.start();
  }

  /** Waits anew, because the interval was changed. */
  public void retime() {
    if (started) {
      periodic.start();
    }
  }

  private void look() {
    looking = false; // should a computation have failed, it is over by now
    reconcile();
  }

  /** A person wants a look now, even if it is the first one. */
  public void reconcile() {
    ready = started;
    lookSoon();
  }

  /** Something has changed: looks now, or again after the look that is being computed. */
  public void lookSoon() {
    if (!ready || looking) {
      again = ready;
      return;
    }
    looking = true;
    Instant now = now();
    Facts seen = facts.get();
    note(seen, now);
    Past past = past();
    RedundancySettings current = settings.get();
    worker.compute(
        () -> Reconciler.plan(seen, past, current, now),
        plan -> {
          looking = false;
          take(plan, now);
          if (again) {
            again = false;
            lookSoon();
          }
        });
  }

  /** Notes who is away since when, and which of the copies made here are gone for good. */
  private void note(Facts seen, Instant now) {
    Map<NodeId, Site> sites = new HashMap<>();
    seen.sites().forEach(site -> sites.put(site.id(), site));
    Set<NodeId> missed = new HashSet<>();
    sites.values().stream().filter(site -> !site.serves()).map(Site::id).forEach(missed::add);
    own.keySet().stream()
        .map(Copy::node)
        .filter(node -> !sites.containsKey(node))
        .forEach(missed::add);
    awaySince.keySet().retainAll(missed);
    missed.forEach(node -> awaySince.putIfAbsent(node, now));
    own.keySet().stream()
        .filter(copy -> !running.containsKey(copy) && gone(copy, sites.get(copy.node()), now))
        .toList()
        .forEach(this::disown);
    failures.keySet().removeIf(copy -> !sites.containsKey(copy.node()));
  }

  private boolean gone(Copy copy, @Nullable Site site, Instant now) {
    if (site != null) {
      return site.serves() && !site.models().containsKey(copy.model());
    }
    return now.isAfter(awaySince.getOrDefault(copy.node(), now).plus(FORGOTTEN));
  }

  private void disown(Copy copy) {
    own.remove(copy);
    ownership.gone(copy);
  }

  private Past past() {
    Map<Copy, Step> steps = new HashMap<>();
    running.forEach((copy, work) -> steps.put(copy, work.step()));
    return new Past(awaySince, surplusSince, failures, own, steps);
  }

  private void take(Plan plan, Instant now) {
    surplusSince.keySet().retainAll(plan.surplus());
    plan.surplus().forEach(copy -> surplusSince.putIfAbsent(copy, now));
    models = plan.models();
    if (!settings.get().enabled() && !running.isEmpty()) {
      replicas.cancel();
    }
    if (settings.get().enabled() && !plan.steps().isEmpty()) {
      Facts current = facts.get(); // what was planned on was true a moment ago
      plan.steps().forEach(step -> begin(step, current));
    }
    publish(now);
  }

  private void begin(Step step, Facts current) {
    if (running.containsKey(step.copy())) {
      return;
    }
    switch (step) {
      case Step.Make make -> {
        if (serves(make.node(), current)) {
          begun(make);
          replicas
              .make(make, (way, share) -> control.execute(() -> progressed(make, way, share)))
              .thenAccept(result -> control.execute(() -> made(make, result)));
        }
      }
      case Step.Remove remove -> {
        if (Reconciler.objection(remove, wanted(remove.model()), current).isEmpty()) {
          begun(remove);
          replicas
              .remove(remove)
              .thenAccept(result -> control.execute(() -> removed(remove, result)));
        }
      }
    }
  }

  private static boolean serves(NodeId node, Facts current) {
    return current.sites().stream().anyMatch(site -> site.id().equals(node) && site.serves());
  }

  private int wanted(ModelName model) {
    return models.stream()
        .filter(state -> state.model().equals(model))
        .mapToInt(ModelState::wanted)
        .findFirst()
        .orElse(Integer.MAX_VALUE);
  }

  private void begun(Step step) {
    running.put(step.copy(), new Work(step, "", 0));
    observer.began(step);
  }

  private void progressed(Step.Make make, String way, double share) {
    if (running.computeIfPresent(make.copy(), (copy, work) -> new Work(make, way, share)) != null) {
      publish(now());
    }
  }

  private void made(Step.Make make, Replicas.Result result) {
    if (result.done()) {
      own.put(make.copy(), result.digest());
      ownership.made(make.copy(), result.digest());
    }
    ended(make, result);
  }

  private void removed(Step.Remove remove, Replicas.Result result) {
    if (result.done()) {
      disown(remove.copy());
    }
    ended(remove, result);
  }

  private void ended(Step step, Replicas.Result result) {
    running.remove(step.copy());
    if (result.done()) {
      failures.remove(step.copy());
      observer.done(step, result);
    } else {
      Past.Failure before = failures.get(step.copy());
      int times = before == null ? 1 : before.times() + 1;
      Duration pause = settings.get().pause(times);
      failures.put(step.copy(), new Past.Failure(times, now().plus(pause), result.text()));
      observer.failed(step, result.text(), pause.toSeconds());
    }
    lookSoon();
  }

  private void publish(Instant at) {
    Map<ModelName, List<Making>> making = new HashMap<>();
    for (Work work : running.values()) {
      if (work.step() instanceof Step.Make make) {
        making
            .computeIfAbsent(make.model(), unused -> new ArrayList<>())
            .add(new Making(make.node(), work.way(), work.share()));
      }
    }
    view =
        new RedundancyView(
            settings.get().enabled(),
            Optional.of(at),
            models.stream()
                .map(model -> model.with(making.getOrDefault(model.model(), List.of())))
                .toList());
  }

  /** Models that have fewer copies than wanted. */
  public List<Fault> faults() {
    return view.faults();
  }
}
