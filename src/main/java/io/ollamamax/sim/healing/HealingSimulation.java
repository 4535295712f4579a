package io.ollamamax.sim.healing;

import io.ollamamax.cluster.Fault;
import io.ollamamax.events.Events;
import io.ollamamax.healing.Fence;
import io.ollamamax.healing.Healer;
import io.ollamamax.healing.HealingMemory;
import io.ollamamax.healing.HealingSettings;
import io.ollamamax.healing.HealingView;
import io.ollamamax.healing.Intent;
import io.ollamamax.healing.Journal;
import io.ollamamax.healing.OperationRecord;
import io.ollamamax.prediction.PredictionSettings;
import io.ollamamax.sim.VirtualTime;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.Optional;
import java.util.SplittableRandom;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

/**
 * A fleet under mixed faults and the production code of healing, in virtual time. The faults of a
 * seed are the same whatever healing does.
 */
public final class HealingSimulation {
  private static final int NODES = 20;
  private static final long LOOK = 10;
  private static final double MEAN_LOAD = 0.5;
  private static final double SWING = 0.15;

  private final long seconds;
  private final FaultSchedule schedule;
  private final Deque<Episode> coming;
  private final VirtualTime time = new VirtualTime();
  private final SplittableRandom random;
  private final Fleet fleet;
  private final Judge judge;
  private final Healer healer;
  private final Optional<Foresight> foresight;
  private final long tick;
  private int struck;
  private double illSeconds;

  /**
   * @param memory of days before; nothing for a first day
   */
  public HealingSimulation(
      long seed, Duration length, HealingSettings settings, Optional<HealingMemory> memory) {
    this(seed, length, settings, memory, Optional.empty());
  }

  /**
   * @param prediction the product's instead of a plain one; takes far more time
   */
  public HealingSimulation(
      long seed,
      Duration length,
      HealingSettings settings,
      Optional<HealingMemory> memory,
      Optional<PredictionSettings> prediction) {
    this.seconds = length.toSeconds();
    this.schedule = FaultSchedule.draw(NODES, seconds, seed);
    this.coming = new ArrayDeque<>(schedule.episodes());
    this.random = new SplittableRandom(seed);
    this.fleet = new Fleet(NODES, time, random.split());
    this.foresight = prediction.map(how -> new Foresight(how, fleet, time, seed));
    this.tick = foresight.isPresent() ? 1 : LOOK;
    this.judge = new Judge(fleet, node -> foresight.ifPresent(f -> f.acted(node)));
    this.healer =
        new Healer(
            () -> settings,
            () -> fleet.facts(faults()),
            fleet,
            fleet,
            new Alone(),
            judge,
            new Events(16, time::now),
            time,
            time,
            random.split());
    memory.ifPresent(healer::restore);
  }

  private List<Fault> faults() {
    List<Fault> found = fleet.symptoms();
    if (foresight.isPresent()) {
      found.removeIf(Fault.PredictedFailure.class::isInstance);
      found.addAll(foresight.get().foreseen());
    }
    return found;
  }

  /** A gateway that leads and writes nothing down. */
  private static final class Alone implements Journal {
    private long index;

    @Override
    public Optional<String> obstacle() {
      return Optional.empty();
    }

    @Override
    public CompletionStage<Optional<Fence>> intend(Intent intent) {
      return CompletableFuture.completedFuture(Optional.of(new Fence("sim", 1, ++index)));
    }

    @Override
    public List<Intent> unfinished() {
      return List.of();
    }

    @Override
    public void conclude(OperationRecord result) {}
  }

  /**
   * What a simulation came to.
   *
   * @param availability share of the requests that were answered as they should be
   * @param illHours of nodes, summed, with which something was wrong
   * @param failures of nodes that had come to their end
   * @param failuresMet of these, those of nodes that worked on requests then
   * @param requestsHit how many these were
   * @param acts operations that healing began because of faults
   * @param wrong of these, those on nodes that were well
   * @param wrongDisruptive of these, those that took something away
   * @param restarts by healing and by supervisors
   * @param people how often a person was asked
   * @param violations acts above the caps or against a rule
   * @param counters of all attempts, those of supervisors included
   */
  public record Day(
      double availability,
      double illHours,
      int faults,
      int failures,
      int failuresMet,
      double requestsHit,
      int acts,
      int succeeded,
      int wrong,
      int wrongDisruptive,
      int restarts,
      int people,
      List<String> violations,
      HealingView.Counters counters,
      HealingMemory memory) {
    public Day {
      violations = List.copyOf(violations);
    }
  }

  /** Runs it to its end. */
  public Day run() {
    healer.start();
    time.schedule(Duration.ofSeconds(tick), this::tick);
    foresight.ifPresent(Foresight::start);
    while (fleet.second() < seconds) {
      time.run(1);
    }
    return new Day(
        fleet.availability(),
        illSeconds / 3600,
        struck,
        fleet.hosts().stream().mapToInt(host -> host.failures).sum(),
        fleet.hosts().stream().mapToInt(host -> host.failuresMet).sum(),
        fleet.hosts().stream().mapToDouble(host -> host.requestsHit).sum(),
        judge.acts,
        judge.succeeded,
        judge.wrong,
        judge.wrongDisruptive,
        judge.restarted,
        judge.people,
        judge.violations,
        healer.view().counters(),
        healer.memory());
  }

  private void tick() {
    long now = fleet.second();
    while (!coming.isEmpty() && coming.getFirst().begin() <= now) {
      Episode episode = coming.removeFirst();
      if (fleet.hosts().get(episode.node()).strike(episode, now) && episode.family().harmful()) {
        struck++;
      }
    }
    for (int i = 0; i < fleet.hosts().size(); i++) {
      Host host = fleet.hosts().get(i);
      boolean before = host.answers();
      boolean supervised = host.tick(now, schedule.outage().strikes(i, now));
      if (now % LOOK == 0) {
        host.look();
      }
      if (supervised) {
        healer.supervised(host.id, "its process has exited");
      }
      illSeconds += host.ill() ? tick : 0;
      if (before != host.answers()) {
        healer.lookSoon();
      }
    }
    if (now % LOOK == 0) {
      serve(now);
    }
    if (now < seconds) {
      time.schedule(Duration.ofSeconds(tick), this::tick);
    }
  }

  private void serve(long now) {
    double rhythm = SWING * Math.sin(2 * Math.PI * now / 86_400);
    double wobble = 0.02 * random.nextGaussian();
    fleet.serve(NODES * Host.CAPACITY * Math.max(0.1, MEAN_LOAD + rhythm + wobble));
  }
}
