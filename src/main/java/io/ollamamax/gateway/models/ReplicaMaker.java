package io.ollamamax.gateway.models;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.ollamamax.cluster.ClusterView;
import io.ollamamax.cluster.ModelName;
import io.ollamamax.cluster.NodeId;
import io.ollamamax.cluster.NodeView;
import io.ollamamax.gateway.NodeClient;
import io.ollamamax.loop.Time;
import io.ollamamax.ollama.Json;
import io.ollamamax.redundancy.Replicas;
import io.ollamamax.redundancy.Step;
import java.io.IOException;
import java.lang.System.Logger.Level;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.function.Supplier;
import java.util.random.RandomGenerator;

/** Makes and deletes copies through the nodes' own API; each on a thread that may block. */
public final class ReplicaMaker implements Replicas {
  private static final System.Logger LOG = System.getLogger("redundancy");
  private static final Duration QUICK = Duration.ofSeconds(30);

  private final Supplier<ClusterView> cluster;
  private final NodeClient nodes;
  private final ExecutorService blocking;
  private final Refresh refresh;
  private final Peers peers;
  private final Supplier<TransferLimits> limits;
  private final Supplier<Duration> loading;
  private final Transfers transfers;
  private final Time time;
  private final Set<ReplicaTry> tries = ConcurrentHashMap.newKeySet();

  /**
   * @param blocking runs each step on threads that may block
   * @param refresh probes nodes, so that routing follows what was changed
   * @param peers ways from node to node
   * @param loading how long a node may take to load a model
   */
  public ReplicaMaker(
      Supplier<ClusterView> cluster,
      NodeClient nodes,
      ExecutorService blocking,
      Refresh refresh,
      Peers peers,
      Supplier<TransferLimits> limits,
      Supplier<Duration> loading,
      Time time,
      RandomGenerator random) {
    this.cluster = cluster;
    this.nodes = nodes;
    this.blocking = blocking;
    this.refresh = refresh;
    this.peers = peers;
    this.limits = limits;
    this.loading = loading;
    this.transfers = new Transfers(cluster, nodes, blocking, limits, time, random);
    this.time = time;
  }

  /** A step as blocking code. */
  private interface Task {
    Result run() throws IOException, InterruptedException;
  }

  private CompletionStage<Result> elsewhere(Step step, Task task) {
    CompletableFuture<Result> done = new CompletableFuture<>();
    blocking.execute(
        () -> {
          Result result;
          try {
            result = task.run();
          } catch (IOException e) {
            result = Result.failed(NodeClient.reason(e));
          } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            result = Result.failed("the gateway is stopping");
          } catch (RuntimeException e) {
            LOG.log(Level.ERROR, "a step for " + step.copy() + " failed", e);
            result = Result.failed("an internal error; see the gateway's log");
          }
          done.complete(result);
        });
    return done;
  }

  private NodeView node(NodeId id) throws IOException {
    return cluster
        .get()
        .node(id)
        .orElseThrow(() -> new IOException("node " + id + " has left the cluster"));
  }

  @Override
  public CompletionStage<Result> make(Step.Make step, Progress progress) {
    return elsewhere(
        step,
        () -> {
          NodeView target = node(step.node());
          NodeModels models = new NodeModels(nodes, target, QUICK);
          ReplicaTry made =
              new ReplicaTry(cluster, transfers, peers, limits.get(), time, step, progress, models);
          tries.add(made);
          Result result;
          try {
            result = made.run();
          } finally {
            tries.remove(made);
          }
          if (result.done()) {
            models.load(step.model(), loading.get());
          }
          refresh.await(List.of(step.node()));
          return result;
        });
  }

  @Override
  public void cancel() {
    tries.forEach(ReplicaTry::cancel);
  }

  @Override
  public CompletionStage<Result> remove(Step.Remove step) {
    return elsewhere(
        step,
        () -> {
          NodeView target = node(step.node());
          NodeModels models = new NodeModels(nodes, target, QUICK);
          if (!models.digest(step.model()).equals(step.digest())) {
            return Result.failed("it has changed");
          }
          if (!lives(step)) {
            return Result.failed("no other node could be seen to have it");
          }
          models.delete(step.model().value());
          refresh.await(List.of(step.node()));
          return Result.done(step.digest(), "deleted");
        });
  }

  /** Whether another node says now that it has the model. */
  private boolean lives(Step.Remove step) throws InterruptedException {
    for (NodeId id : step.witnesses()) {
      try {
        String digest = new NodeModels(nodes, node(id), QUICK).digest(step.model());
        if (digest.equals(step.digest())) {
          return true;
        }
      } catch (IOException e) {
        LOG.log(Level.DEBUG, "node {0} does not say what it has: {1}", id, e.getMessage());
      }
    }
    return false;
  }

  /** The models of one node, asked of the node itself. Blocks. */
  record NodeModels(NodeClient nodes, NodeView node, Duration deadline) {
    JsonNode tags() throws IOException {
      return nodes.get(node, "/api/tags", deadline).path("models");
    }

    /** Of the model of that name; empty where it has none. */
    String digest(ModelName model) throws IOException {
      for (JsonNode tag : tags()) {
        if (tag.path("name").asText().equals(model.value())) {
          return tag.path("digest").asText();
        }
      }
      return "";
    }

    void delete(String model) throws IOException {
      ObjectNode body = Json.object().put("model", model).put("name", model);
      call("DELETE", "/api/delete", body, deadline);
    }

    void copy(String from, String to) throws IOException {
      ObjectNode body = Json.object().put("source", from).put("destination", to);
      call("POST", "/api/copy", body, deadline);
    }

    /** Loads a model, whatever it is for. */
    void load(ModelName model, Duration patience) throws IOException {
      ObjectNode body = Json.object().put("model", model.value()).put("stream", false);
      HttpResponse<byte[]> reply =
          nodes.call(node, "POST", "/api/generate", Json.bytes(body), patience);
      if (reply.statusCode() == 400) { // it embeds, and generates nothing
        call("POST", "/api/embed", body, patience);
      } else if (reply.statusCode() != 200) {
        throw new IOException("it does not load: " + EachNode.errorOf(reply));
      }
    }

    private void call(String method, String path, ObjectNode body, Duration patience)
        throws IOException {
      HttpResponse<byte[]> reply = nodes.call(node, method, path, Json.bytes(body), patience);
      if (reply.statusCode() != 200) {
        throw new IOException(path + " failed: " + EachNode.errorOf(reply));
      }
    }
  }
}
