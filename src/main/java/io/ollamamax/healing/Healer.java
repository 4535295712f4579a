package io.ollamamax.healing;

import io.ollamamax.cluster.Fault;
import io.ollamamax.cluster.NodeId;
import io.ollamamax.events.Events;
import io.ollamamax.healing.OperationRecord.Result;
import io.ollamamax.healing.OperationRecord.Trigger;
import io.ollamamax.healing.Proposal.Plan;
import io.ollamamax.loop.Sequencer;
import io.ollamamax.loop.Time;
import java.time.Duration;
import java.time.Instant;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.Function;
import java.util.function.Supplier;
import java.util.random.RandomGenerator;

/**
 * The loop of self-healing: at each look it takes the facts, decides about every fault, begins what
 * was decided, and measures what became of it. Its methods run on the control thread; {@link #view}
 * may be called by any.
 */
public final class Healer {
  private static final Duration SHORTEST_PAUSE = Duration.ofSeconds(1);
  private static final double JITTER = 0.05;

  private final Supplier<HealingSettings> settings;
  private final Supplier<Facts> facts;
  private final Hands hands;
  private final Time time;
  private final Instant origin;
  private final long originNanos;

  private final FaultBook book = new FaultBook();
  private final Ledger ledger = new Ledger();
  private final CapacityWatch capacity = new CapacityWatch();
  private final Learner learner;
  private final Recorder recorder;
  private final Operations operations;
  private final Holds holds;

  private Instant folded;
  private Optional<Fault.Systemic> systemic = Optional.empty();
  private Duration next = SHORTEST_PAUSE;
  private boolean started;
  private boolean lookIsSet;
  private long ticks;
  private volatile HealingView view;

  /**
   * @param facts the newest; asked at each look
   * @param observer makes log lines, metrics and messages to people of what it is told
   */
  public Healer(
      Supplier<HealingSettings> settings,
      Supplier<Facts> facts,
      NodeControl nodes,
      Traffic traffic,
      Journal journal,
      HealingObserver observer,
      Events events,
      Sequencer control,
      Time time,
      RandomGenerator random) {
    this.settings = settings;
    this.facts = facts;
    this.time = time;
    this.origin = time.now();
    this.originNanos = time.nanos();
    this.folded = origin;
    this.hands = new Hands(nodes, traffic, journal, control, this::now, this::situation, random);
    this.learner = new Learner(random);
    this.recorder = new Recorder(events, observer);
    this.operations = new Operations(hands, this::ended);
    this.holds = new Holds(traffic);
    this.view = HealingView.nothing(origin);
  }

  /** The wall clock as it would be had nobody set it since the start. */
  private Instant now() {
    return origin.plusNanos(time.nanos() - originNanos);
  }

  /** The state as of the last look or change. */
  public HealingView view() {
    return view;
  }

  /** Begins to look, each {@code monitoring_interval}. */
  public void start() {
    started = true;
    tick();
  }

  /** Something was found wrong, or changed: looks soon. */
  public void lookSoon() {
    if (started && !lookIsSet) {
      lookIsSet = true;
      hands
          .control()
          .execute(
              () -> {
                lookIsSet = false;
                tick();
              });
    }
  }

  private void tick() {
    long mine = ++ticks;
    look();
    Duration pause = next.compareTo(SHORTEST_PAUSE) < 0 ? SHORTEST_PAUSE : next;
    long jitter = (long) (pause.toNanos() * JITTER * hands.random().nextDouble());
    hands
        .control()
        .schedule(
            pause.plusNanos(jitter),
            () -> {
              if (mine == ticks) {
                tick();
              }
            });
  }

  private Situation situation() {
    Set<NodeId> out = new TreeSet<>(holds.nodes());
    out.addAll(operations.out());
    return Situation.of(
        now(), settings.get(), facts.get(), out, ledger.quarantined(), hands.nodes().spares());
  }

  private void look() {
    Situation s = situation();
    next = s.settings().healing().monitoringInterval();
    for (Fault fault : book.see(s.facts().faults(), s.now(), s.settings().relapse())) {
      fault
          .target()
          .filter(node -> fault.severity() >= s.settings().threshold())
          .ifPresent(node -> learner.relapsed(fault.kind(), node));
    }
    for (NodeId released : ledger.see(s)) {
      recorder.needsPerson(
          released.value(), "left quarantine: it has been well for long", Map.of());
    }
    if (!s.settings().enabled()) {
      operations.cancel("self-healing was switched off");
    }
    operations.look(s);
    learn(s);
    raiseSystemic(s);
    String mayNotAct = hands.journal().obstacle().orElse("");
    if (s.settings().enabled() && mayNotAct.isEmpty()) {
      holds.look(s, ledger);
    }
    for (OpenFault open : book.open()) {
      decide(open, situation(), mayNotAct);
    }
    if (s.settings().enabled() && mayNotAct.isEmpty()) {
      scale(situation());
    }
    publish(situation(), mayNotAct);
  }

  private void learn(Situation s) {
    learner.settle(s.now());
    if (!s.now().isBefore(folded.plus(s.settings().healing().learningInterval()))) {
      folded = s.now();
      learner.fold();
    }
  }

  private void raiseSystemic(Situation s) {
    boolean before = systemic.isPresent();
    systemic =
        s.systemic()
            ? Optional.of(
                new Fault.Systemic(
                    s.bad(),
                    (double) s.bad().size() / s.fleet(),
                    "%d of %d nodes are bad at once".formatted(s.bad().size(), s.fleet())))
            : Optional.empty();
    if (!before) {
      systemic.ifPresent(
          fault ->
              recorder.needsPerson(
                  "cluster",
                  "systemic: "
                      + fault.evidence()
                      + ", which has a common cause; nodes that still serve are left alone",
                  Map.of(
                      "fault",
                      fault.kind(),
                      "nodes",
                      fault.nodes().stream().sorted().toList().toString())));
    }
  }

  private void decide(OpenFault open, Situation s, String mayNotAct) {
    Safety safety = new Safety(s, ledger, operations.disrupting());
    Decider decider = new Decider(s, ledger, safety, learner, operations.nodes());
    Decider.Verdict verdict = decider.decide(open, mayNotAct);
    Decision decision = Decider.record(open, verdict, s.now());
    boolean fresh = open.decision().map(earlier -> !decision.repeats(earlier)).orElse(true);
    if (fresh || verdict.plan().isPresent()) {
      recorder.decided(decision);
    }
    if (verdict.choice() instanceof Choice.LookAgain again && again.in().compareTo(next) < 0) {
      next = again.in();
    }
    open.decided(decision);
    if (verdict.ground() == Ground.EXHAUSTED && !open.rests(s.now())) {
      open.exhausted(s.now(), s.settings().interval());
      if (fresh) {
        recorder.needsPerson(
            decision.node().map(NodeId::value).orElse("cluster"),
            "%s is not healed: %s".formatted(decision.kind(), decision.reason()),
            Map.of("fault", decision.kind(), "evidence", decision.evidence()));
      }
    }
    verdict
        .plan()
        .ifPresent(
            plan -> {
              Trigger trigger =
                  verdict.ground() == Ground.PROACTIVE ? Trigger.PROACTIVE : Trigger.FAULT;
              open.trying(plan.strategy());
              begin(plan, open.fault().kind(), open.fault().evidence(), trigger, open.since(), s);
            });
  }

  private void scale(Situation s) {
    if (!s.settings().healing().enableScaling() || operations.scaling()) {
      return;
    }
    capacity
        .look(s, ledger)
        .ifPresent(
            advice -> {
              Decision decision = advice.decision();
              if (advice.fresh()) {
                recorder.decided(decision);
              }
              advice
                  .plan()
                  .filter(plan -> !operations.nodes().contains(plan.node()))
                  .ifPresent(
                      plan -> {
                        capacity.changed(s.now());
                        begin(
                            plan,
                            decision.kind(),
                            decision.evidence(),
                            Trigger.CAPACITY,
                            s.now(),
                            s);
                      });
            });
  }

  private Operation begin(
      Plan plan, String kind, String evidence, Trigger trigger, Instant detected, Situation s) {
    String id = HexFormat.of().toHexDigits(hands.random().nextLong());
    Intent intent = new Intent(id, plan.node(), kind, plan.strategy(), evidence);
    ledger.begun(plan.node(), plan.disruptive(), plan.restarts(), s.now());
    Operation operation =
        operations.begin(
            new Operation.Order(intent, plan, trigger, detected, s.severity(plan.node())),
            s.settings());
    recorder.began(operation.view());
    operation.start();
    return operation;
  }

  private void ended(Operation operation) {
    OperationRecord record = operation.view();
    HealingSettings current = settings.get();
    Plan plan = operation.plan();
    recorder.ended(record);
    hands.journal().conclude(record);
    learn(record, current);
    if (plan.strategy() == Strategy.SCALING) {
      capacity.changed(now());
    }
    if (plan.strategy() == Strategy.FAILOVER && record.succeeded()) {
      holds.failedOver(plan.node());
    }
    if (plan.restarts() && ledger.judge(plan.node(), current.caps(), now())) {
      recorder.needsPerson(
          plan.node().value(),
          "put in quarantine: it is restarted again and again",
          Map.of("fault", record.intent().kind(), "evidence", record.intent().evidence()));
    }
    lookSoon();
  }

  private void learn(OperationRecord record, HealingSettings current) {
    Arm arm = new Arm(record.intent().kind(), record.intent().strategy());
    boolean counts = record.trigger() != Trigger.PROACTIVE && current.healing().enableLearning();
    Result result = record.result().orElse(Result.CANCELLED);
    if (!counts || result == Result.CANCELLED) {
      return;
    }
    if (result != Result.SUCCEEDED) {
      learner.failed(arm);
      return;
    }
    learner.succeeded(
        arm,
        record.intent().node(),
        record.recovery().orElse(Duration.ZERO),
        current.core().recoveryTimeout(),
        now().plus(current.relapse()));
  }

  /**
   * The supervisor of a node's process found it gone and has started it anew; needs no leader.
   *
   * @param evidence such as its exit code
   */
  public void supervised(NodeId node, String evidence) {
    Situation s = situation();
    if (!s.settings().enabled() || !s.settings().healing().serviceRestart()) {
      return;
    }
    if (operations.nodes().contains(node)) {
      ledger.begun(node, false, true, s.now());
      return;
    }
    Function<Situation, String> lack =
        later -> {
          boolean serves = later.node(node).map(n -> n.found().serves()).orElse(false);
          double severity = later.severity(node);
          if (serves && severity < later.settings().threshold()) {
            return "";
          }
          return serves ? "severity is %.2f".formatted(severity) : "the node does not serve";
        };
    Plan plan =
        new Plan(Strategy.SERVICE_RESTART, node, true, false, false, 1, List.of(), List.of(), lack);
    begin(plan, "node_down", evidence, Trigger.SUPERVISOR, s.now(), s);
    publish(situation(), view.mayNotAct());
  }

  /**
   * A person wants a node healed. All safety rules hold; thresholds, switches and quarantine do
   * not.
   *
   * @param dryRun whether to tell only what would be done
   */
  public HealAnswer heal(NodeId id, Strategy strategy, boolean dryRun) {
    Situation s = situation();
    Optional<String> mayNotAct = hands.journal().obstacle();
    if (mayNotAct.isPresent()) {
      return HealAnswer.refused(mayNotAct.get());
    }
    Optional<NodeFacts> node = s.node(id);
    if (node.isEmpty()) {
      return HealAnswer.refused("there is no node " + id);
    }
    if (operations.nodes().contains(id)) {
      return HealAnswer.refused("an operation runs on " + id + " already");
    }
    Optional<OpenFault> open = book.worst(id);
    Case c = new Case(open.map(OpenFault::fault), node.get(), s.settings().threshold(), s);
    return switch (Remedy.of(strategy).propose(c)) {
      case Proposal.Unfit unfit -> HealAnswer.refused(unfit.reason());
      case Plan plan -> order(plan, c, s, dryRun);
    };
  }

  private HealAnswer order(Plan plan, Case c, Situation s, boolean dryRun) {
    Safety safety = new Safety(s, ledger, operations.disrupting());
    String objection =
        s.node(plan.node()).map(n -> safety.objection(plan, n, c.stuck())).orElse("");
    if (!objection.isEmpty()) {
      return HealAnswer.refused(objection);
    }
    if (dryRun) {
      return new HealAnswer(true, "would be done", Optional.empty(), plan.texts());
    }
    Operation operation =
        begin(
            plan,
            c.fault().map(Fault::kind).orElse(Menu.WELL),
            "ordered by a person",
            Trigger.PERSON,
            s.now(),
            s);
    lookSoon();
    return new HealAnswer(
        true, "begun", Optional.of(operation.order().intent().id()), plan.texts());
  }

  /** A person lets a node out of quarantine; whether it was there. */
  public boolean clearQuarantine(NodeId node) {
    boolean was = ledger.clear(node);
    holds.release(node);
    lookSoon();
    return was;
  }

  /** Forgets all that was learned. */
  public void resetLearning() {
    learner.reset();
    publish(situation(), view.mayNotAct());
  }

  /** What is to be kept over a restart. */
  public HealingMemory memory() {
    return new HealingMemory(learner.posteriors(), ledger.save());
  }

  /** Takes over what was kept; before the first look. */
  public void restore(HealingMemory memory) {
    learner.restore(memory.posteriors());
    ledger.restore(memory.caps());
  }

  private void publish(Situation s, String mayNotAct) {
    SortedMap<NodeId, Double> severities = new TreeMap<>();
    s.facts().nodes().forEach(node -> severities.put(node.id(), s.severity(node.id())));
    view =
        new HealingView(
            s.now(),
            s.settings().enabled(),
            mayNotAct,
            severities,
            book.open().stream()
                .map(o -> new HealingView.Open(o.fault(), o.since(), o.decision()))
                .toList(),
            systemic,
            recorder.decisions(),
            operations.views(),
            recorder.done(),
            ledger.quarantines(),
            holds.reasons(),
            learner.posteriors(),
            recorder.counters(),
            ledger.disruptive(s.now()));
  }
}
