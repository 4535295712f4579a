package io.ollamamax.health;

import io.ollamamax.cluster.Fault;
import io.ollamamax.cluster.ModelName;
import io.ollamamax.cluster.NodeId;
import io.ollamamax.cluster.NodeModel;
import io.ollamamax.cluster.NodeStatus;
import io.ollamamax.cluster.NodeView;
import io.ollamamax.cluster.Residence;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.Collectors;

/** What probes have shown of one node so far, and the status that follows. */
final class NodeHealth {
  /** Failures in a row that make a node unhealthy, and answers in a row that end it. */
  private static final int IN_A_ROW = 2;

  private static final double DEAD = 1;
  private static final double STUCK = 0.8;
  private static final Duration OVERDUE = Duration.ofSeconds(30);
  private static final Duration LEAST_LEFT = Duration.ofSeconds(5);

  private record Silence(String what, long since) {}

  private int failures;
  private int answers;
  private boolean refused;
  private final Map<ModelName, Silence> silences = new TreeMap<>();
  private final Map<ModelName, Long> asked = new HashMap<>();
  private final Set<ModelName> reloading = new HashSet<>();
  private final Map<String, Double> bestShare = new HashMap<>();
  private List<Fault> findings = List.of();

  /** Whether the last probe failed, so that the next one is due soon. */
  boolean failing() {
    return failures > 0;
  }

  /** The node after a probe that failed: a single failure that is no refusal changes nothing. */
  NodeView failed(NodeView node, ProbeResult.Failed failed) {
    answers = 0;
    failures++;
    refused = failed.refused();
    if (refused || failures >= IN_A_ROW) {
      return node.with(NodeStatus.UNHEALTHY, failed.reason());
    }
    return node.found().serves() ? node : node.with(node.found(), failed.reason());
  }

  /** The node after a probe that was answered. */
  NodeView answered(NodeView node, ProbeResult.Answered answered, PassiveEvidence evidence) {
    failures = 0;
    answers++;
    Map<ModelName, NodeModel> models = answered.models();
    silences
        .entrySet()
        .removeIf(
            silence ->
                !loaded(models, silence.getKey())
                    || evidence.servedSince(
                        node.id(), silence.getKey(), silence.getValue().since()));
    asked.keySet().retainAll(models.keySet());
    reloading.retainAll(models.keySet());
    boolean idle = evidence.inFlight(node.id()) == 0;
    List<Fault> found = new ArrayList<>();
    models.values().stream()
        .sorted(Comparator.comparing(NodeModel::name))
        .forEach(
            model ->
                model
                    .residence()
                    .ifPresent(
                        residence -> {
                          if (idle && answered.nodeTime().isPresent()) {
                            overdue(node.id(), model, residence, answered.nodeTime().get(), found);
                          }
                          fallenBack(node.id(), model, residence, found);
                        }));
    findings = found;
    boolean waits = node.found() == NodeStatus.UNHEALTHY && !refused && answers < IN_A_ROW;
    return judged(
        node.with(
            waits ? NodeStatus.UNHEALTHY : NodeStatus.HEALTHY,
            waits ? "answers again" : "",
            answered.version(),
            models));
  }

  private static boolean loaded(Map<ModelName, NodeModel> models, ModelName name) {
    NodeModel model = models.get(name);
    return model != null && model.loaded();
  }

  private static void overdue(
      NodeId node, NodeModel model, Residence residence, Instant nodeTime, List<Fault> found) {
    if (residence.expiresAt().isPresent()
        && residence.expiresAt().get().plus(OVERDUE).isBefore(nodeTime)) {
      found.add(
          new Fault.StuckModel(
              node,
              model.name(),
              STUCK,
              "stuck-unload: " + model.name() + " is past its time in memory and stays there"));
    }
  }

  private void fallenBack(NodeId node, NodeModel model, Residence residence, List<Fault> found) {
    if (residence.size() <= 0) {
      return;
    }
    double share = (double) residence.sizeVram() / residence.size();
    double best = bestShare.merge(model.digest(), share, Math::max);
    if (best > 0 && share <= best / 2) {
      found.add(
          new Fault.NodeDegraded(
              node,
              Optional.of(model.name()),
              "vram_share",
              1 - share / best,
              "cpu-fallback: %s has %.0f %% of its memory on the accelerator and had %.0f %%"
                  .formatted(model.name(), 100 * share, 100 * best)));
    }
  }

  /** The loaded model to be asked for a token now: the one that was not asked for longest. */
  Optional<NodeModel> due(
      NodeView node,
      ProbeResult.Answered answered,
      long now,
      ProbeSettings settings,
      PassiveEvidence evidence) {
    long interval = settings.interval().toNanos();
    if (evidence.inFlight(node.id()) > 0 || node.found() == NodeStatus.UNHEALTHY) {
      return Optional.empty();
    }
    return node.models().values().stream()
        .filter(model -> left(model, answered).compareTo(LEAST_LEFT) >= 0)
        .filter(model -> !reloading.contains(model.name()))
        .filter(model -> since(model, now) >= interval / 2)
        .filter(model -> !evidence.servedSince(node.id(), model.name(), now - interval))
        .max(
            Comparator.comparingLong((NodeModel model) -> since(model, now))
                .thenComparing(NodeModel::name));
  }

  private long since(NodeModel model, long now) {
    Long at = asked.get(model.name());
    return at == null ? Long.MAX_VALUE : now - at;
  }

  /** How long a model that generates text stays loaded, by the node's own clock; else zero. */
  static Duration left(NodeModel model, ProbeResult.Answered answered) {
    return model
        .residence()
        .filter(Residence::completes)
        .flatMap(Residence::expiresAt)
        .flatMap(end -> answered.nodeTime().map(now -> Duration.between(now, end)))
        .orElse(Duration.ZERO);
  }

  void asked(ModelName model, long now) {
    asked.put(model, now);
  }

  /** The node after a model was asked for a token. */
  NodeView told(NodeView node, ModelName model, TokenResult result, long now) {
    switch (result) {
      case TokenResult.Came came -> {
        silences.remove(model);
        if (came.reloaded()) {
          reloading.add(model);
        }
      }
      case TokenResult.Silent silent ->
          silences.put(
              model,
              new Silence(
                  "gpu-hang: answers, but no token came from "
                      + model
                      + " within "
                      + silent.waited().toMillis() / 1000.0
                      + " s",
                  now));
      case TokenResult.Failed failed ->
          silences.put(
              model,
              new Silence("answers, but " + model + " gives no token: " + failed.reason(), now));
      case TokenResult.Unclear unclear -> {}
    }
    return judged(node);
  }

  /** What is kept over a restart of the gateway. */
  HealthMemory memory() {
    SortedMap<ModelName, String> silent = new TreeMap<>();
    silences.forEach((model, silence) -> silent.put(model, silence.what()));
    return new HealthMemory(new TreeMap<>(bestShare), silent);
  }

  /** Takes over what was kept; what was seen since stays. */
  void restore(HealthMemory memory, long now) {
    memory.bestShare().forEach((digest, share) -> bestShare.merge(digest, share, Math::max));
    memory.silences().forEach((model, what) -> silences.putIfAbsent(model, new Silence(what, now)));
  }

  private NodeView judged(NodeView node) {
    if (!node.found().serves()) {
      return node;
    }
    String all = faults(node).stream().map(Fault::evidence).collect(Collectors.joining("; "));
    return all.isEmpty() ? node.with(NodeStatus.HEALTHY, "") : node.with(NodeStatus.DEGRADED, all);
  }

  /** What is wrong with the node as it was last found. */
  List<Fault> faults(NodeView node) {
    if (node.found() == NodeStatus.UNHEALTHY) {
      return List.of(new Fault.NodeDown(node.id(), DEAD, node.finding()));
    }
    List<Fault> all = new ArrayList<>();
    silences.forEach(
        (model, silence) -> all.add(new Fault.StuckModel(node.id(), model, STUCK, silence.what())));
    all.addAll(findings);
    return all;
  }
}
