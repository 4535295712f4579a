package io.ollamamax.gateway.models;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.ollamamax.cluster.ClusterView;
import io.ollamamax.cluster.ModelName;
import io.ollamamax.cluster.NodeId;
import io.ollamamax.cluster.NodeView;
import io.ollamamax.gateway.NodeClient;
import io.ollamamax.gateway.models.ReplicaMaker.NodeModels;
import io.ollamamax.loop.Time;
import io.ollamamax.ollama.CopyName;
import io.ollamamax.ollama.Json;
import io.ollamamax.redundancy.Replicas.Progress;
import io.ollamamax.redundancy.Replicas.Result;
import io.ollamamax.redundancy.Step;
import java.io.IOException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * How one copy comes to a node: from the registry, or else from a node that has it. It is there
 * only where its digest is the right one. Blocks.
 */
final class ReplicaTry {
  private static final long PROGRESS_NANOS = TimeUnit.SECONDS.toNanos(1);

  private final Supplier<ClusterView> cluster;
  private final Transfers transfers;
  private final Peers peers;
  private final TransferLimits limits;
  private final Time time;
  private final Step.Make step;
  private final Progress progress;
  private final NodeModels target;
  private final List<String> reasons = new ArrayList<>();
  private long told;
  private volatile boolean cancelled;
  private volatile @Nullable Transfer running;

  ReplicaTry(
      Supplier<ClusterView> cluster,
      Transfers transfers,
      Peers peers,
      TransferLimits limits,
      Time time,
      Step.Make step,
      Progress progress,
      NodeModels target) {
    this.cluster = cluster;
    this.transfers = transfers;
    this.peers = peers;
    this.limits = limits;
    this.time = time;
    this.step = step;
    this.progress = progress;
    this.target = target;
    this.told = time.nanos() - PROGRESS_NANOS;
  }

  Result run() throws IOException, InterruptedException {
    forgetRemains();
    String before = target.digest(step.model());
    if (!before.isEmpty() && before.equals(step.digest())) {
      return Result.done(before, "it was there already");
    }
    // where other nodes have it one try is enough: they are the next to be asked
    Optional<String> pulled = fromRegistry(step.sources().isEmpty() ? limits.maxRetries() : 0);
    if (pulled.isPresent()) {
      return Result.done(pulled.get(), "pulled from the registry");
    }
    for (NodeId source : step.sources()) {
      if (!cancelled && fromNode(source)) {
        return Result.done(step.digest(), "copied from node " + source);
      }
    }
    return Result.failed(cancelled ? "redundancy was switched off" : String.join("; ", reasons));
  }

  /** Ends it; any thread may call. */
  void cancel() {
    cancelled = true;
    Transfer now = running;
    if (now != null) {
      now.cancel();
    }
  }

  /** A gateway that ended in the middle of a copy leaves a name behind. */
  private void forgetRemains() throws IOException {
    for (JsonNode tag : target.tags()) {
      String name = tag.path("name").asText();
      if (CopyName.is(name)) {
        target.delete(name);
      }
    }
  }

  /** The digest of what was pulled, where it is the right one. */
  private Optional<String> fromRegistry(int retries) throws IOException, InterruptedException {
    ModelName model = step.model();
    Outcome outcome = pull(model.value(), false, "registry", retries);
    if (!(outcome instanceof Outcome.Done)) {
      reasons.add("registry: " + why(outcome));
      return Optional.empty();
    }
    String digest = target.digest(model);
    if (!digest.isEmpty() && (step.digest().isEmpty() || digest.equals(step.digest()))) {
      return Optional.of(digest);
    }
    reasons.add("registry: it has another version, " + shortened(digest));
    if (!digest.isEmpty()) {
      target.delete(model.value()); // beside the others it would be of no use
    }
    return Optional.empty();
  }

  private boolean fromNode(NodeId id) throws InterruptedException {
    Optional<NodeView> source = cluster.get().node(id);
    if (source.isEmpty()) {
      return false;
    }
    String way = "node " + id;
    try (Peers.Offer offer =
        peers.offer(source.get(), step.model(), step.digest(), target.node())) {
      Outcome outcome = pull(offer.name(), true, way, limits.maxRetries());
      if (!(outcome instanceof Outcome.Done)) {
        reasons.add(way + ": " + why(outcome));
        return false;
      }
      target.copy(offer.name(), step.model().value());
      target.delete(offer.name());
      String digest = target.digest(step.model());
      if (digest.equals(step.digest())) {
        return true;
      }
      reasons.add(way + ": the copy is " + shortened(digest));
    } catch (IOException e) {
      reasons.add(way + ": " + NodeClient.reason(e));
    }
    return false;
  }

  private static String shortened(String digest) {
    return digest.isEmpty() ? "not there" : digest.substring(0, Math.min(12, digest.length()));
  }

  private static String why(Outcome outcome) {
    return switch (outcome) {
      case Outcome.Done done -> "";
      case Outcome.Refused refused -> refused.reason();
      case Outcome.Failed failed -> failed.reason();
    };
  }

  private Outcome pull(String name, boolean insecure, String way, int retries)
      throws InterruptedException {
    ObjectNode body = Json.object().put("model", name).put("name", name).put("stream", true);
    if (insecure) {
      body.put("insecure", true);
    }
    progress.at(way, 0);
    NodeId node = step.node();
    Transfer transfer =
        transfers.start(
            TransferKind.PULL, step.model().value(), Json.bytes(body), List.of(node), retries);
    running = transfer;
    if (cancelled) {
      transfer.cancel();
    }
    try {
      Map<String, ProgressLine> blobs = new HashMap<>();
      for (List<ProgressLine> lines = transfer.next(); !lines.isEmpty(); lines = transfer.next()) {
        lines.stream().filter(ProgressLine::moves).forEach(l -> blobs.put(l.digest(), l));
        tell(way, blobs);
      }
      return transfer.outcomes().getOrDefault(node, new Outcome.Failed("the gateway is stopping"));
    } finally {
      running = null;
      transfer.cancel();
    }
  }

  private void tell(String way, Map<String, ProgressLine> blobs) {
    long now = time.nanos();
    if (now - told < PROGRESS_NANOS || blobs.isEmpty()) {
      return;
    }
    told = now;
    long total = blobs.values().stream().mapToLong(ProgressLine::total).sum();
    long completed = blobs.values().stream().mapToLong(ProgressLine::completed).sum();
    progress.at(way, Math.min(1.0, (double) completed / Math.max(total, step.size())));
  }
}
