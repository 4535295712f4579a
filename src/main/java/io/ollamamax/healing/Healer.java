package io.ollamamax.healing;

import io.ollamamax.cluster.Fault;
import io.ollamamax.cluster.NodeId;
import io.ollamamax.events.Events;
import io.ollamamax.healing.OperationRecord.Trigger;
import io.ollamamax.healing.Proposal.Plan;
import io.ollamamax.loop.Sequencer;
import io.ollamamax.loop.Time;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
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
  private final Holds holds;
  private final Attempts attempts;
  private final Orders orders;
  private final TakeOver takeOver;

  private Instant folded;
  private Optional<Fault.Systemic> systemic = Optional.empty();
  private Duration next = SHORTEST_PAUSE;
  private boolean started;
  private boolean lookIsSet;
  private boolean led;
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
    this.holds = new Holds(traffic);
    this.attempts = new Attempts(hands, ledger, learner, recorder, holds, capacity, this::lookSoon);
    this.orders = new Orders(attempts, ledger, book, recorder);
    this.takeOver = new TakeOver(hands, recorder);
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
    return Situation.of(now(), settings.get(), facts.get(), attempts.out(), hands.nodes().spares());
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
      recorder.tell(released.value(), "left quarantine: it has been well for long", Map.of());
    }
    if (!s.settings().enabled()) {
      attempts.running().cancel("self-healing was switched off");
    }
    attempts.running().look(s);
    learn(s);
    raiseSystemic(s);
    String mayNotAct = hands.journal().obstacle().orElse("");
    act(s, mayNotAct);
    publish(s, mayNotAct);
  }

  private void act(Situation s, String mayNotAct) {
    boolean leads = mayNotAct.isEmpty();
    if (leads && !led) {
      takeOver.run(attempts.running().ids());
    }
    led = leads;
    boolean may = s.settings().enabled() && leads;
    if (may) {
      holds.look(s, ledger);
    }
    Situation current = s.without(attempts.out());
    for (OpenFault open : book.open()) {
      if (decide(open, current, mayNotAct)) {
        current = s.without(attempts.out());
      }
    }
    if (may) {
      scale(current);
    }
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

  /** Whether an operation was begun. */
  private boolean decide(OpenFault open, Situation s, String mayNotAct) {
    Safety safety = new Safety(s, ledger, attempts.running().disrupting());
    Decider decider = new Decider(s, ledger, safety, learner, attempts.running().nodes());
    Decider.Verdict verdict = decider.decide(open, mayNotAct);
    Fault fault = open.fault();
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
      if (open.tell()) {
        recorder.needsPerson(
            decision.node().map(NodeId::value).orElse("cluster"),
            "%s is not healed: %s".formatted(decision.kind(), decision.reason()),
            Map.of("fault", decision.kind(), "evidence", decision.evidence()));
      }
    }
    if (verdict.plan().isEmpty()) {
      return false;
    }
    Plan plan = verdict.plan().get();
    Trigger trigger = verdict.ground() == Ground.PROACTIVE ? Trigger.PROACTIVE : Trigger.FAULT;
    open.trying(plan.strategy());
    attempts.begin(plan, fault.kind(), fault.evidence(), trigger, open.since(), s);
    return true;
  }

  private void scale(Situation s) {
    if (!s.settings().healing().enableScaling() || attempts.running().scaling()) {
      return;
    }
    Optional<CapacityWatch.Advice> advice = capacity.look(s, ledger);
    if (advice.isEmpty()) {
      return;
    }
    Decision decision = advice.get().decision();
    if (advice.get().fresh()) {
      recorder.decided(decision);
    }
    Optional<Plan> plan = advice.get().plan();
    if (plan.isPresent() && !attempts.running().nodes().contains(plan.get().node())) {
      attempts.begin(
          plan.get(), decision.kind(), decision.evidence(), Trigger.CAPACITY, s.now(), s);
    }
  }

  /**
   * The supervisor of a node's process found it gone and has started it anew; needs no leader.
   *
   * @param evidence such as its exit code
   */
  public void supervised(NodeId node, String evidence) {
    Situation s = situation();
    if (s.settings().enabled() && s.settings().healing().serviceRestart()) {
      attempts.supervised(node, evidence, s);
      lookSoon();
    }
  }

  /**
   * A person wants a node healed. All safety rules hold; thresholds, switches and quarantine do
   * not.
   *
   * @param dryRun whether to tell only what would be done
   */
  public HealAnswer heal(NodeId node, Strategy strategy, boolean dryRun) {
    Optional<String> mayNotAct = hands.journal().obstacle();
    if (mayNotAct.isPresent()) {
      return HealAnswer.refused(mayNotAct.get());
    }
    HealAnswer answer = orders.heal(node, strategy, dryRun, situation());
    lookSoon();
    return answer;
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
    return learner.memory(ledger.save());
  }

  /** Takes over what was kept. What was done since still counts for the caps. */
  public void restore(HealingMemory memory) {
    learner.restore(memory);
    ledger.restore(memory.caps());
    lookSoon();
  }

  /** Drops what was kept of nodes that are not there. */
  public void forgetAbsent() {
    ledger.retain(situation().nodes().keySet());
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
            attempts.running().views(),
            recorder.done(),
            ledger.quarantines(),
            holds.reasons(),
            learner.posteriors(),
            recorder.counters(),
            ledger.disruptive(s.now()));
  }
}
