package io.ollamamax.sim.healing;

import io.ollamamax.cluster.ModelName;
import io.ollamamax.cluster.NodeId;
import io.ollamamax.cluster.NodeStatus;
import io.ollamamax.healing.NodeFacts;
import io.ollamamax.prediction.NodeSample;
import io.ollamamax.sim.faults.Cure;
import io.ollamamax.sim.faults.FaultFamily;
import io.ollamamax.sim.faults.HealthyNode;
import io.ollamamax.sim.faults.NodeState;
import io.ollamamax.sim.faults.Scenario;
import io.ollamamax.sim.prediction.Telemetry;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/** A node with all that happens to it and all that is done to it. Times are seconds of the day. */
final class Host {
  static final int CAPACITY = 8;
  private static final long READY = 8;
  private static final long COLD = 20;
  private static final long COOLED = 60;

  private enum Life {
    RUNS,
    DEAD,
    STARTS
  }

  final NodeId id;
  private final HealthyNode healthy;
  private final Set<ModelName> models;
  private final Symptoms symptoms;
  NodeFacts.Role role;
  double weight = 1;
  int admit = Integer.MAX_VALUE;
  boolean held;
  boolean drained;
  double inFlight;
  int failures;
  int failuresMet;
  double requestsHit;

  private Life life = Life.RUNS;
  private long ready;
  private long warm;
  private long lessSince = -1;
  private boolean hangs;
  private boolean reachable = true;
  private @Nullable Episode episode;
  private @Nullable Scenario scenario;
  private long scenarioBegan;
  private long episodeBegan;
  private long told;
  private NodeState state;

  Host(NodeId id, NodeFacts.Role role, Set<ModelName> models, RandomGenerator random) {
    this.id = id;
    this.role = role;
    this.models = models;
    this.healthy = new HealthyNode(random);
    this.state = healthy.next(0);
    this.symptoms = new Symptoms(id, models.iterator().next(), healthy.usualInterToken());
  }

  /** Something begins to happen to it; whether it does: one thing at a time. */
  boolean strike(Episode what, long now) {
    if (episode != null) {
      return false;
    }
    episode = what;
    scenario = what.scenario();
    scenarioBegan = now;
    episodeBegan = now;
    told = now;
    return true;
  }

  /**
   * Time has passed.
   *
   * @return whether a supervisor started its process anew
   */
  boolean tick(long now, boolean unreachable) {
    reachable = !unreachable;
    Episode current = episode;
    if (current != null && now - episodeBegan >= current.repair()) {
      over();
      if (life == Life.DEAD) {
        restart(now);
      }
    }
    if (life == Life.STARTS && now >= ready) {
      life = Life.RUNS;
    }
    boolean less = weight < 0.5 || held || drained || admit < CAPACITY;
    lessSince = less ? (lessSince < 0 ? now : lessSince) : -1;
    if (less && now - lessSince >= COOLED) {
      cure(Cure.LESS_LOAD);
    }
    return happen(now);
  }

  /** Detectors look at it. */
  void look() {
    symptoms.see(state, gone() || !reachable);
  }

  /** As a gateway and an agent would tell it. */
  NodeSample sample(Instant at) {
    return gone() || !reachable ? Telemetry.silent(at) : Telemetry.of(state, at, true);
  }

  private boolean happen(long now) {
    Scenario happening = scenario;
    double extra = happening == null ? 0 : happening.extraLoad(now - scenarioBegan);
    state = healthy.next(inFlight / CAPACITY - healthy.usualLoad() + extra);
    if (now < warm) {
      state.firstToken += warm - now;
    }
    if (happening == null || life != Life.RUNS || hangs) {
      if (hangs) {
        state.silence = 60;
      }
      told = now;
      return false;
    }
    boolean failed = false;
    for (long second = told + 1; second <= now && !failed; second++) {
      NodeState target = second == now ? state : healthy.next(extra);
      failed = happening.apply(target, second - scenarioBegan);
    }
    told = now;
    return failed && fail(now);
  }

  private boolean fail(long now) {
    Episode failing = episode;
    if (failing == null) {
      return false;
    }
    if (failing.family().harmful()) {
      failures++;
      failuresMet += inFlight > 0 ? 1 : 0;
      requestsHit += inFlight;
    }
    switch (failing.family().end()) {
      case HANG -> hangs = true;
      case BROKEN -> life = Life.DEAD;
      case EXIT -> {
        life = Life.DEAD;
        if (failing.supervised()) {
          restart(now);
          return true;
        }
      }
      case WELL -> over();
    }
    return false;
  }

  private void over() {
    episode = null;
    scenario = null;
    hangs = false;
  }

  private void cure(Cure cure) {
    if (episode != null && episode.cures().contains(cure)) {
      over();
    }
  }

  /** Starts its process anew; whether it will answer. */
  boolean restart(long now) {
    if (broken()) {
      return false;
    }
    cure(Cure.RESTART);
    hangs = false;
    if (episode != null) { // what it had comes again from its beginning
      scenario = episode.scenario();
      scenarioBegan = now + READY;
      told = scenarioBegan;
    }
    life = Life.STARTS;
    ready = now + READY;
    warm = ready + COLD;
    return true;
  }

  /** Its models are unloaded; whether it answered. */
  boolean unload(long now) {
    if (gone()) {
      return false;
    }
    cure(Cure.UNLOAD);
    warm = now + COLD;
    return true;
  }

  private boolean broken() {
    return episode != null && life == Life.DEAD && episode.family().end() == FaultFamily.End.BROKEN;
  }

  private boolean gone() {
    return life != Life.RUNS;
  }

  boolean hangs() {
    return hangs;
  }

  /** Whether something is wrong with it, or many cannot reach it. */
  boolean ill() {
    return (episode != null && episode.family().harmful()) || life != Life.RUNS || !reachable;
  }

  /** Whether probes find that it serves. */
  boolean answers() {
    return reachable && state.up && life == Life.RUNS && !hangs;
  }

  /** Whether it gets requests. */
  boolean takes() {
    return answers() && !held && !drained && role != NodeFacts.Role.STANDBY;
  }

  /** Requests that it may work on at once. */
  double places() {
    return takes() ? Math.min(admit, CAPACITY) : 0;
  }

  /** The share of its requests that are answered as they should be. */
  double quality() {
    if (!answers()) {
      return 0;
    }
    double slower = state.interToken / (healthy.usualInterToken() * 2);
    double late = state.firstToken > 10 ? 0.5 : 1;
    return (1 - Math.min(1, state.errors)) * Math.min(1, 2 / slower) * late;
  }

  Symptoms symptoms() {
    return symptoms;
  }

  boolean dead() {
    return life == Life.DEAD;
  }

  Set<ModelName> models() {
    return models;
  }

  NodeFacts facts(long now) {
    Map<ModelName, NodeFacts.Copy> copies = new HashMap<>();
    int busy = (int) Math.ceil(inFlight);
    for (ModelName model : models) {
      copies.put(model, new NodeFacts.Copy(!gone(), busy / models.size(), 1));
    }
    String why = life == Life.STARTS || now < warm ? "it loads its models" : "";
    return new NodeFacts(
        id,
        answers() ? NodeStatus.HEALTHY : NodeStatus.UNHEALTHY,
        dead(),
        why,
        "",
        role,
        true,
        busy,
        CAPACITY,
        copies,
        0,
        0);
  }
}
