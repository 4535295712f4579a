package io.ollamamax.healing;

import io.ollamamax.cluster.Fault;
import io.ollamamax.cluster.ModelName;
import io.ollamamax.cluster.NodeId;
import io.ollamamax.cluster.NodeStatus;
import io.ollamamax.config.ConfigLoader;
import io.ollamamax.events.Event;
import io.ollamamax.events.Events;
import io.ollamamax.loop.ManualTime;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.SplittableRandom;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.BiFunction;
import java.util.function.UnaryOperator;
import java.util.stream.Collectors;

/** A healer among nodes that a test makes good and bad; all that it does is written down. */
final class Scene implements NodeControl, Traffic, Journal, HealingObserver {
  static final ModelName MODEL = ModelName.of("tiny");
  static final String FAST =
      """
      inference:
        fault_tolerance:
          self_healing:
            healing_interval: 30s
            monitoring_interval: 10s
            learning_interval: 1m
            enable_learning: false
      """;

  final ManualTime time = new ManualTime();
  final Map<NodeId, NodeFacts> nodes = new TreeMap<>();
  final List<Fault> faults = new ArrayList<>();
  final List<NodeId> spares = new ArrayList<>();

  /** All acts, in order: {@code restart a}. */
  final List<String> acts = new ArrayList<>();

  /** All changes of traffic, in order: {@code weight a 0.25}. */
  final List<String> shifts = new ArrayList<>();

  final List<OperationRecord> ended = new ArrayList<>();
  final List<String> people = new ArrayList<>();
  final List<Intent> intents = new ArrayList<>();
  final List<OperationRecord> concluded = new ArrayList<>();
  final Events events = new Events(10_000, time::now);
  final Healer healer;

  /** What an act comes to; by default it is done and nothing changes. */
  BiFunction<NodeId, Act, CompletionStage<ActResult>> hands =
      (node, act) -> CompletableFuture.completedFuture(ActResult.done("", Map.of()));

  Optional<String> obstacle = Optional.empty();
  Optional<Fence> fence = Optional.of(new Fence("c", 3, 0));

  /** Happens while an intent is written. */
  Runnable written = () -> {};

  int waiting;
  HealingSettings settings;

  Scene(String yaml) {
    settings = HealingSettings.of(ConfigLoader.parse("test.yaml", yaml).orElseThrow());
    healer =
        new Healer(
            () -> settings,
            () -> new Facts(List.copyOf(nodes.values()), faults, waiting),
            this,
            this,
            this,
            this,
            events,
            time,
            time,
            new SplittableRandom(7));
  }

  /** Five nodes that serve the same model, under settings that look often. */
  static Scene ofFive() {
    return ofFive("");
  }

  /**
   * @param more lines of {@code self_healing}
   */
  static Scene ofFive(String more) {
    Scene scene = new Scene(FAST + more.indent(6));
    for (String name : List.of("a", "b", "c", "d", "e")) {
      scene.put(node(name));
    }
    return scene;
  }

  void use(String yaml) {
    settings = HealingSettings.of(ConfigLoader.parse("test.yaml", yaml).orElseThrow());
  }

  static NodeId id(String name) {
    return new NodeId(name);
  }

  /** A node that is well and half idle. */
  static NodeFacts node(String name) {
    return new NodeFacts(
        id(name),
        NodeStatus.HEALTHY,
        false,
        "",
        "",
        NodeFacts.Role.REGULAR,
        true,
        1,
        4,
        Map.of(MODEL, new NodeFacts.Copy(true, 1, 1000)),
        0,
        0);
  }

  void put(NodeFacts facts) {
    nodes.put(facts.id(), facts);
  }

  /** Changes what is known of a node. */
  void set(String name, UnaryOperator<Draft> change) {
    nodes.computeIfPresent(id(name), (id, facts) -> change.apply(new Draft(facts)).facts);
  }

  /** A node's facts with some of them replaced. */
  record Draft(NodeFacts facts) {
    Draft found(NodeStatus found) {
      return of(found, facts.dead(), facts.busy(), facts.held(), facts.role(), facts.agent());
    }

    Draft dead(boolean dead) {
      return of(facts.found(), dead, facts.busy(), facts.held(), facts.role(), facts.agent());
    }

    Draft busy(String busy) {
      return of(facts.found(), facts.dead(), busy, facts.held(), facts.role(), facts.agent());
    }

    Draft held(String held) {
      return of(facts.found(), facts.dead(), facts.busy(), held, facts.role(), facts.agent());
    }

    Draft role(NodeFacts.Role role) {
      return of(facts.found(), facts.dead(), facts.busy(), facts.held(), role, facts.agent());
    }

    Draft agent(boolean agent) {
      return of(facts.found(), facts.dead(), facts.busy(), facts.held(), facts.role(), agent);
    }

    private Draft of(
        NodeStatus found,
        boolean dead,
        String busy,
        String held,
        NodeFacts.Role role,
        boolean agent) {
      return new Draft(
          new NodeFacts(
              facts.id(),
              found,
              dead,
              busy,
              held,
              role,
              agent,
              facts.inFlight(),
              facts.capacity(),
              facts.models(),
              facts.witnesses(),
              facts.confirming()));
    }

    Draft load(int inFlight, int capacity) {
      return new Draft(
          new NodeFacts(
              facts.id(),
              facts.found(),
              facts.dead(),
              facts.busy(),
              facts.held(),
              facts.role(),
              facts.agent(),
              inFlight,
              capacity,
              facts.models(),
              facts.witnesses(),
              facts.confirming()));
    }

    Draft models(Map<ModelName, NodeFacts.Copy> models) {
      return new Draft(
          new NodeFacts(
              facts.id(),
              facts.found(),
              facts.dead(),
              facts.busy(),
              facts.held(),
              facts.role(),
              facts.agent(),
              facts.inFlight(),
              facts.capacity(),
              models,
              facts.witnesses(),
              facts.confirming()));
    }

    Draft seenBy(int witnesses, int confirming) {
      return new Draft(
          new NodeFacts(
              facts.id(),
              facts.found(),
              facts.dead(),
              facts.busy(),
              facts.held(),
              facts.role(),
              facts.agent(),
              facts.inFlight(),
              facts.capacity(),
              facts.models(),
              witnesses,
              confirming));
    }
  }

  /** What is known of a node. */
  NodeFacts facts(String name) {
    return Optional.ofNullable(nodes.get(id(name))).orElseThrow();
  }

  static Fault.NodeDegraded degraded(String node, double severity) {
    return new Fault.NodeDegraded(
        id(node), Optional.of(MODEL), "token_rate", severity, "tokens come slowly");
  }

  /** The node's process is gone, and detectors say so. */
  void kill(String name) {
    set(name, n -> n.found(NodeStatus.UNHEALTHY).dead(true).load(0, 4));
    faults.add(new Fault.NodeDown(id(name), 1, "connection refused"));
  }

  /** The node answers nothing, but its process lives. */
  void hang(String name) {
    set(name, n -> n.found(NodeStatus.UNHEALTHY));
    faults.add(new Fault.NodeDown(id(name), 0.9, "no answer"));
  }

  /** The node is well, and no fault of it is left. */
  void cure(NodeId id) {
    set(id.value(), n -> n.found(NodeStatus.HEALTHY).dead(false));
    faults.removeIf(fault -> fault.target().filter(id::equals).isPresent());
  }

  /** That act cures the node it is done to. */
  void curedBy(Class<? extends Act> kind) {
    hands =
        (node, act) -> {
          if (kind.isInstance(act)) {
            cure(node);
          }
          return CompletableFuture.completedFuture(ActResult.done("", Map.of()));
        };
  }

  /** That act has that result; others are done. */
  void results(Class<? extends Act> kind, ActResult result) {
    hands =
        (node, act) ->
            CompletableFuture.completedFuture(
                kind.isInstance(act) ? result : ActResult.done("", Map.of()));
  }

  void start() {
    healer.start();
    time.settle();
  }

  void pass(long seconds) {
    time.pass(Duration.ofSeconds(seconds));
  }

  /** Acts of a kind: {@code restart}. */
  List<String> acts(String kind) {
    return acts.stream().filter(act -> act.startsWith(kind + " ")).toList();
  }

  List<Strategy> strategies() {
    return intents.stream().map(Intent::strategy).toList();
  }

  /** The newest decision about a node. */
  Decision decision(String node) {
    return healer.view().decisions().stream()
        .filter(decision -> decision.node().filter(id(node)::equals).isPresent())
        .findFirst()
        .orElseThrow();
  }

  List<String> events(Event.Kind kind) {
    return events.after(0, 10_000).stream()
        .filter(event -> event.kind() == kind)
        .map(Event::text)
        .collect(Collectors.toList());
  }

  @Override
  public CompletionStage<ActResult> act(NodeId node, Act act, Fence fence) {
    acts.add(act.getClass().getSimpleName().toLowerCase(Locale.ROOT) + " " + node);
    return hands.apply(node, act);
  }

  @Override
  public List<NodeId> spares() {
    return spares;
  }

  @Override
  public void weight(NodeId node, double share) {
    shifts.add("weight " + node + " " + share);
  }

  @Override
  public void admit(NodeId node, int most) {
    shifts.add("admit " + node + " " + (most == Integer.MAX_VALUE ? "all" : "" + most));
  }

  @Override
  public void serve(NodeId node, ModelName model, boolean whether) {
    shifts.add((whether ? "serve " : "avoid ") + model + " at " + node);
  }

  @Override
  public void hold(NodeId node, String reason) {
    shifts.add("hold " + node);
  }

  @Override
  public void release(NodeId node) {
    shifts.add("release " + node);
  }

  @Override
  public void moveStreams(NodeId node) {
    shifts.add("move " + node);
    set(node.value(), n -> n.load(0, n.facts().capacity()));
  }

  @Override
  public void promote(ModelName model, NodeId node) {
    shifts.add("promote " + model + " at " + node);
  }

  @Override
  public void join(NodeId standby) {
    shifts.add("join " + standby);
    set(standby.value(), n -> n.role(NodeFacts.Role.JOINED));
  }

  @Override
  public void retire(NodeId extra) {
    shifts.add("retire " + extra);
    set(extra.value(), n -> n.role(NodeFacts.Role.STANDBY));
  }

  @Override
  public Optional<String> obstacle() {
    return obstacle;
  }

  @Override
  public CompletionStage<Optional<Fence>> intend(Intent intent) {
    intents.add(intent);
    written.run();
    return CompletableFuture.completedFuture(fence);
  }

  @Override
  public List<Intent> unfinished() {
    List<String> over = concluded.stream().map(result -> result.intent().id()).toList();
    return intents.stream().filter(intent -> !over.contains(intent.id())).toList();
  }

  @Override
  public void conclude(OperationRecord result) {
    concluded.add(result);
  }

  @Override
  public void decided(Decision decision) {}

  @Override
  public void began(OperationRecord operation) {}

  @Override
  public void ended(OperationRecord operation) {
    ended.add(operation);
  }

  @Override
  public void needsPerson(String subject, String text) {
    people.add(subject + ": " + text);
  }

  Instant now() {
    return time.now();
  }

  static Map<ModelName, NodeFacts.Copy> models(String... names) {
    Map<ModelName, NodeFacts.Copy> models = new HashMap<>();
    for (String name : names) {
      models.put(ModelName.of(name), new NodeFacts.Copy(true, 0, 1000));
    }
    return models;
  }
}
