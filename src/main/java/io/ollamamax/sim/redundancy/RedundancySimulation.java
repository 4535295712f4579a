package io.ollamamax.sim.redundancy;

import io.ollamamax.cluster.ModelName;
import io.ollamamax.loop.Worker;
import io.ollamamax.redundancy.ModelState;
import io.ollamamax.redundancy.RedundancyLoop;
import io.ollamamax.redundancy.RedundancySettings;
import io.ollamamax.redundancy.RedundancyView;
import io.ollamamax.sim.VirtualTime;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.function.Consumer;
import java.util.function.LongConsumer;
import java.util.function.LongSupplier;
import java.util.function.Supplier;

/** A fleet that fails and the production code of redundancy, in virtual time. */
public final class RedundancySimulation {
  private static final Duration TICK = Duration.ofSeconds(10);

  /**
   * What is simulated.
   *
   * @param trouble how long nodes fail; after it all are well
   * @param most how long it may take from then on until all copies are there
   * @param mtbf mean time from one failure of a node to the next
   * @param failing share of copies that break off
   */
  public record Scenario(
      int nodes,
      int models,
      int copiesAtFirst,
      Duration trouble,
      Duration most,
      Duration mtbf,
      double failing) {}

  /**
   * What it came to.
   *
   * @param converged from the end of the trouble until every model had its copies and none too
   *     many; negative where it did not
   * @param restored from the begin until every model had its copies for the first time
   * @param looks how often was planned
   */
  public record Outcome(
      Duration converged,
      Duration restored,
      int made,
      int removed,
      int failed,
      int flaps,
      int looks,
      List<String> violations) {
    public Outcome {
      violations = List.copyOf(violations);
    }
  }

  private final Scenario scenario;
  private final RedundancySettings settings;
  private final VirtualTime time = new VirtualTime();
  private final SplittableRandom random;
  private final Judge judge;
  private final Fleet fleet;
  private final RedundancyLoop loop;
  private Duration restored = Duration.ofNanos(-1);
  private Duration converged = Duration.ofNanos(-1);
  private boolean ended;
  private int looks;

  /**
   * @param clock measures what a plan costs, in nanoseconds
   * @param cost takes the time that each plan took
   */
  public RedundancySimulation(
      long seed,
      Scenario scenario,
      RedundancySettings settings,
      LongSupplier clock,
      LongConsumer cost) {
    this.scenario = scenario;
    this.settings = settings;
    this.random = new SplittableRandom(seed);
    this.judge = new Judge(settings, time);
    this.fleet =
        new Fleet(
            scenario.nodes(), scenario.models(), scenario.failing(), time, random.split(), judge);
    this.loop =
        new RedundancyLoop(
            () -> settings,
            fleet::facts,
            fleet,
            judge,
            judge,
            time,
            new InPlace(clock, cost),
            time);
    scatter();
  }

  private final class InPlace implements Worker {
    private final LongSupplier clock;
    private final LongConsumer cost;

    InPlace(LongSupplier clock, LongConsumer cost) {
      this.clock = clock;
      this.cost = cost;
    }

    @Override
    public <T> void compute(Supplier<T> work, Consumer<T> then) {
      long begun = clock.getAsLong();
      T result = work.get();
      cost.accept(clock.getAsLong() - begun);
      looks++;
      then.accept(result);
    }
  }

  /** People have put each model on some nodes. */
  private void scatter() {
    List<Node> nodes = fleet.nodes();
    for (ModelName model : fleet.models()) {
      int copies = Math.min(nodes.size(), scenario.copiesAtFirst());
      for (int i = 0; i < copies; i++) {
        fleet.put(model, nodes.get(random.nextInt(nodes.size())));
      }
    }
  }

  /** Runs until all is well, or for as long as it may take. */
  public Outcome run() {
    loop.start();
    long most = scenario.trouble().plus(scenario.most()).toNanos();
    time.schedule(TICK, this::tick);
    while (time.nanos() < most && converged.isNegative()) {
      time.run(1);
    }
    return new Outcome(
        converged,
        restored,
        judge.made,
        judge.removed,
        judge.failed,
        judge.flaps,
        looks,
        judge.violations());
  }

  private void tick() {
    long end = scenario.trouble().toNanos();
    if (restored.isNegative() && complete()) {
      restored = Duration.ofNanos(time.nanos());
    }
    if (ended && settled()) {
      converged = Duration.ofNanos(time.nanos() - end);
    }
    if (!ended && time.nanos() >= end) {
      ended = true;
      heal();
    }
    if (!ended) {
      double chance = (double) TICK.toNanos() / scenario.mtbf().toNanos();
      boolean news = false;
      for (Node node : fleet.nodes()) {
        if (random.nextDouble() < chance) {
          news |= strike(node);
        }
      }
      if (news) {
        judge.disturbed();
        loop.lookSoon();
      }
    }
    time.schedule(TICK, this::tick);
  }

  private boolean strike(Node node) {
    if (!node.up) {
      node.up = true;
      node.endangered = "";
      if (random.nextInt(8) == 0) {
        fleet.wipe(node);
      }
      return true;
    }
    switch (random.nextInt(4)) {
      case 0 -> node.endangered = node.endangered.isEmpty() ? "its failure is predicted" : "";
      case 1 -> {
        ModelName model = fleet.models().get(random.nextInt(fleet.models().size()));
        fleet.demand(model, random.nextInt(3) * 10);
      }
      default -> node.up = false;
    }
    return true;
  }

  private void heal() {
    judge.disturbed();
    for (Node node : fleet.nodes()) {
      node.up = true;
      node.endangered = "";
    }
    fleet.models().forEach(model -> fleet.demand(model, 0));
    List<ModelName> lost = new ArrayList<>(fleet.models());
    lost.removeIf(model -> fleet.live(model) > 0);
    lost.forEach(model -> fleet.put(model, fleet.nodes().getFirst())); // people bring it back
    loop.lookSoon();
  }

  /** Whether every model has its copies, as the loop sees it. */
  private boolean complete() {
    RedundancyView view = loop.view();
    return view.look().isPresent() && view.models().stream().noneMatch(ModelState::lacks);
  }

  private boolean settled() {
    return complete()
        && loop.view().models().stream()
            .allMatch(
                model ->
                    model.making().isEmpty()
                        && model.copies().stream().noneMatch(ModelState.Standing::surplus)
                        && fleet.live(model.model()) >= settings.defaultFactor());
  }
}
