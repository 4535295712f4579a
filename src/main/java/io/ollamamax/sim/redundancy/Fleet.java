package io.ollamamax.sim.redundancy;

import io.ollamamax.cluster.ModelName;
import io.ollamamax.cluster.NodeId;
import io.ollamamax.redundancy.Copy;
import io.ollamamax.redundancy.Facts;
import io.ollamamax.redundancy.Replicas;
import io.ollamamax.redundancy.Site;
import io.ollamamax.redundancy.Step;
import io.ollamamax.sim.VirtualTime;
import java.time.Duration;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.stream.IntStream;

/** The nodes, what is on them, and the hands of redundancy. */
final class Fleet implements Replicas {
  private static final long BYTES_PER_SECOND = 125_000_000;
  private static final Duration LOADING = Duration.ofSeconds(10);
  private static final Duration DELETING = Duration.ofSeconds(1);
  private static final int ZONES = 3;

  private final VirtualTime time;
  private final SplittableRandom random;
  private final Judge judge;
  private final Map<NodeId, Node> nodes = new LinkedHashMap<>();
  private final Map<ModelName, Double> demand = new HashMap<>();
  private final List<ModelName> models;
  private final Map<ModelName, Long> sizes = new HashMap<>();
  private final double failing;

  /**
   * @param failing share of copies that break off
   */
  Fleet(
      int count,
      int models,
      double failing,
      VirtualTime time,
      SplittableRandom random,
      Judge judge) {
    this.time = time;
    this.random = random;
    this.judge = judge;
    this.failing = failing;
    for (int i = 0; i < count; i++) {
      NodeId id = new NodeId("n%04d".formatted(i));
      nodes.put(id, new Node(id, "z" + i % ZONES, (200 + random.nextInt(800)) * Node.GIB));
    }
    this.models = IntStream.range(0, models).mapToObj(i -> ModelName.of("m" + i)).toList();
    this.models.forEach(model -> sizes.put(model, (1 + random.nextInt(8)) * Node.GIB));
  }

  List<Node> nodes() {
    return List.copyOf(nodes.values());
  }

  List<ModelName> models() {
    return models;
  }

  Node node(NodeId id) {
    Node node = nodes.get(id);
    if (node == null) {
      throw new IllegalArgumentException("no node " + id);
    }
    return node;
  }

  /** People put a model on a node. */
  void put(ModelName model, Node node) {
    node.models.put(model, held(model));
  }

  private Site.Held held(ModelName model) {
    return new Site.Held(digest(model), sizes.getOrDefault(model, Node.GIB), false);
  }

  static String digest(ModelName model) {
    return "digest of " + model;
  }

  void demand(ModelName model, double requests) {
    demand.put(model, requests);
  }

  /** Nodes that serve the model. */
  long live(ModelName model) {
    return nodes.values().stream()
        .filter(node -> node.up && node.models.containsKey(model))
        .count();
  }

  Facts facts() {
    Map<ModelName, String> digests = new HashMap<>();
    models.forEach(model -> digests.put(model, digest(model)));
    return new Facts(nodes.values().stream().map(Node::site).toList(), digests, demand, true);
  }

  @Override
  public CompletionStage<Result> make(Step.Make step, Progress progress) {
    judge.making(step, this);
    Node target = node(step.node());
    long seconds = step.size() / BYTES_PER_SECOND;
    boolean breaks = random.nextDouble() < failing;
    Duration took = Duration.ofSeconds(breaks ? random.nextLong(seconds + 1) : seconds);
    CompletableFuture<Result> done = new CompletableFuture<>();
    time.schedule(took.dividedBy(2), () -> progress.at("registry", 0.5));
    time.schedule(
        took.plus(LOADING),
        () -> {
          boolean made = !breaks && target.up;
          if (made) {
            target.models.put(step.model(), held(step.model()));
          }
          judge.made(step.copy(), made);
          done.complete(
              made
                  ? Result.done(step.digest(), "pulled")
                  : Result.failed(target.up ? "it broke off" : "connection refused"));
        });
    return done;
  }

  @Override
  public void cancel() {
    throw new IllegalStateException("it is never switched off here");
  }

  @Override
  public CompletionStage<Result> remove(Step.Remove step) {
    judge.removing(step);
    CompletableFuture<Result> done = new CompletableFuture<>();
    time.schedule(
        DELETING,
        () -> {
          Node target = node(step.node());
          boolean witness =
              step.witnesses().stream()
                  .map(this::node)
                  .anyMatch(other -> other.up && other.models.containsKey(step.model()));
          if (!target.up || !witness) {
            done.complete(Result.failed("no other node could be seen to have it"));
            return;
          }
          target.models.remove(step.model());
          judge.removed(step, this);
          done.complete(Result.done(step.digest(), "deleted"));
        });
    return done;
  }

  /** A node is replaced: its disk is empty. */
  void wipe(Node node) {
    node.models.keySet().forEach(model -> judge.lost(new Copy(model, node.id)));
    node.models.clear();
  }
}
