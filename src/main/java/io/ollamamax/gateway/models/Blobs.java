package io.ollamamax.gateway.models;

import io.ollamamax.cluster.ClusterView;
import io.ollamamax.cluster.NodeId;
import io.ollamamax.cluster.NodeView;
import io.ollamamax.gateway.NodeClient;
import io.ollamamax.http.Request;
import io.ollamamax.http.Response;
import io.ollamamax.ollama.Json;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Future;
import java.util.function.IntSupplier;
import java.util.function.Supplier;
import java.util.regex.Pattern;

/**
 * The files that models are created from. They go to every node that may get models, since it is
 * not known yet which model they are for; a node that has one already is spared.
 */
final class Blobs {
  private static final Pattern DIGEST = Pattern.compile("sha256[:-][0-9a-fA-F]{64}");
  private static final Duration DEADLINE = Duration.ofSeconds(10);
  private static final int PIECE = 64 * 1024;

  private final Supplier<ClusterView> cluster;
  private final NodeClient nodes;
  private final ExecutorService blocking;
  private final IntSupplier factor;
  private final Supplier<TransferLimits> limits;

  Blobs(
      Supplier<ClusterView> cluster,
      NodeClient nodes,
      ExecutorService blocking,
      IntSupplier factor,
      Supplier<TransferLimits> limits) {
    this.cluster = cluster;
    this.nodes = nodes;
    this.blocking = blocking;
    this.factor = factor;
    this.limits = limits;
  }

  private static String path(String digest) {
    if (!DIGEST.matcher(digest).matches()) {
      throw new Refusal(400, "invalid digest format");
    }
    return "/api/blobs/" + digest;
  }

  /** 200 where every node that may get models has it. */
  Response head(Request request) {
    String path = path(request.variable("digest"));
    List<NodeView> targets = targets();
    if (holding(targets, path).size() == targets.size()) {
      return new Response(200, Map.of(), new byte[0]);
    }
    return Response.json(404, Json.error("blob \"" + request.variable("digest") + "\" not found"));
  }

  private List<NodeView> targets() {
    List<NodeView> targets = Placement.eligible(cluster.get());
    if (targets.isEmpty()) {
      throw Refusal.nobody();
    }
    return targets;
  }

  /** The nodes that may get models and have all of these. */
  Set<NodeId> holding(Collection<String> digests) {
    List<NodeView> targets = Placement.eligible(cluster.get());
    Set<NodeId> holding = new TreeSet<>();
    targets.forEach(node -> holding.add(node.id()));
    for (String digest : digests) {
      holding.retainAll(holding(targets, path(digest)));
      if (holding.isEmpty() && !targets.isEmpty()) {
        throw new Refusal(400, "blob \"" + digest + "\" not found on a node: upload it first");
      }
    }
    return holding;
  }

  private Set<NodeId> holding(Collection<NodeView> targets, String path) {
    Map<NodeId, Future<Boolean>> answers = new TreeMap<>();
    targets.forEach(node -> answers.put(node.id(), blocking.submit(() -> has(node, path))));
    Set<NodeId> holding = new TreeSet<>();
    answers.forEach(
        (node, answer) -> {
          try {
            if (answer.get()) {
              holding.add(node);
            }
          } catch (ExecutionException e) {
            throw new IllegalStateException("asking a node failed", e);
          } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
          }
        });
    return holding;
  }

  private boolean has(NodeView node, String path) {
    try {
      return nodes.call(node, "HEAD", path, new byte[0], DEADLINE).statusCode() == 200;
    } catch (IOException e) {
      return false;
    }
  }

  /**
   * Hands the body on as it comes, no faster than the slowest node takes it.
   *
   * @return 201 where as many nodes have it as a model shall have copies; 200 where all had it
   */
  Response post(Request request) {
    String path = path(request.variable("digest"));
    List<NodeView> targets = targets();
    Set<NodeId> having = holding(targets, path);
    List<NodeUpload> uploads = new ArrayList<>();
    for (NodeView node : targets) {
      if (!having.contains(node.id())) {
        uploads.add(new NodeUpload(nodes, blocking, node, path, length(request)));
      }
    }
    Duration patience = limits.get().recoveryTimeout();
    try (InputStream body = request.content()) {
      relay(body, uploads, patience);
      return result(path, having, uploads, patience);
    } catch (IOException e) {
      throw new Refusal(400, String.valueOf(e.getMessage()));
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw Refusal.nobody();
    } finally {
      uploads.forEach(NodeUpload::abort);
    }
  }

  private static long length(Request request) {
    String given = request.header("content-length");
    return given != null && given.matches("[0-9]{1,18}") ? Long.parseLong(given) : -1;
  }

  private static void relay(InputStream body, List<NodeUpload> uploads, Duration patience)
      throws IOException, InterruptedException {
    byte[] buffer = new byte[PIECE];
    while (!uploads.stream().allMatch(NodeUpload::over)) {
      int length = body.read(buffer);
      if (length < 0) {
        return;
      }
      byte[] piece = Arrays.copyOf(buffer, length);
      for (NodeUpload upload : uploads) {
        upload.offer(piece, patience);
      }
    }
    body.transferTo(OutputStream.nullOutputStream()); // so that the client reads the answer
  }

  private Response result(
      String path, Set<NodeId> having, List<NodeUpload> uploads, Duration patience)
      throws InterruptedException {
    Map<NodeId, Outcome> outcomes = new TreeMap<>();
    having.forEach(node -> outcomes.put(node, new Outcome.Done()));
    for (NodeUpload upload : uploads) {
      Outcome outcome = upload.finish(patience);
      boolean there = outcome instanceof Outcome.Done || has(upload.node(), path);
      outcomes.put(upload.node().id(), there ? new Outcome.Done() : outcome);
    }
    if (uploads.isEmpty()) {
      return new Response(200, Map.of(), new byte[0]);
    }
    long done = outcomes.values().stream().filter(Outcome.Done.class::isInstance).count();
    if (done >= Math.min(factor.getAsInt(), outcomes.size())) {
      return new Response(201, Map.of(), new byte[0]);
    }
    Verdict verdict = Verdict.of("upload", outcomes);
    return Response.json(verdict.status(), Json.error(verdict.error()));
  }
}
