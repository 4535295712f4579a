package io.ollamamax.gateway.models;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.ollamamax.cluster.ClusterView;
import io.ollamamax.cluster.ModelName;
import io.ollamamax.cluster.ModelRoute;
import io.ollamamax.cluster.NodeId;
import io.ollamamax.http.Request;
import io.ollamamax.http.Response;
import io.ollamamax.ollama.Json;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Supplier;

/**
 * Answers with a transfer's progress: a line for each change, or one object at the end. The last
 * line is {@code success} only where every node has done it and routing knows of it.
 */
final class TransferAnswer {
  private final Supplier<ClusterView> cluster;
  private final Refresh refresh;

  TransferAnswer(Supplier<ClusterView> cluster, Refresh refresh) {
    this.cluster = cluster;
    this.refresh = refresh;
  }

  /** Answers with this transfer, which ends when the client leaves. */
  Response to(
      Request request, boolean streams, TransferKind kind, ModelName model, Transfer transfer) {
    return toFirst(request, streams, kind, model, List.of(() -> transfer));
  }

  /**
   * Answers with the first of the transfers that begins; the next is started where one does not.
   */
  Response toFirst(
      Request request,
      boolean streams,
      TransferKind kind,
      ModelName model,
      List<Supplier<Transfer>> transfers) {
    Map<NodeId, Outcome> failed = new TreeMap<>();
    try {
      for (Supplier<Transfer> next : transfers) {
        Transfer transfer = next.get();
        request.whenGone().accept(transfer::cancel);
        List<ProgressLine> first = transfer.next();
        if (!first.isEmpty()) {
          return streams
              ? Response.stream(
                  200, "application/x-ndjson", out -> stream(out, kind, model, transfer, first))
              : whole(kind, model, transfer);
        }
        Map<NodeId, Outcome> outcomes = transfer.outcomes();
        if (Verdict.of("", outcomes).succeeded()) {
          return whole(kind, model, transfer);
        }
        failed.putAll(outcomes);
        if (transfer.cancelled()) {
          break;
        }
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw Refusal.nobody();
    }
    Verdict verdict = Verdict.of(what(kind, model), failed);
    throw new Refusal(verdict.status(), verdict.error());
  }

  private static String what(TransferKind kind, ModelName model) {
    return kind.word() + " of " + model;
  }

  private Response whole(TransferKind kind, ModelName model, Transfer transfer)
      throws InterruptedException {
    while (!transfer.next().isEmpty()) {
      // only the end is told
    }
    Verdict verdict = end(kind, model, transfer);
    return verdict.succeeded()
        ? Response.json(200, Json.bytes(ProgressLine.of(ProgressLine.SUCCESS).json()))
        : Response.json(verdict.status(), Json.error(verdict.error()));
  }

  private void stream(
      Response.Sink out,
      TransferKind kind,
      ModelName model,
      Transfer transfer,
      List<ProgressLine> first)
      throws IOException {
    try {
      List<ProgressLine> lines = first;
      while (!lines.isEmpty()) {
        out.write(bytes(lines.stream().map(ProgressLine::json).toList()));
        lines = transfer.next();
      }
      if (transfer.cancelled()) {
        throw new IOException("the client has left");
      }
      Verdict verdict = end(kind, model, transfer);
      List<ObjectNode> last = new ArrayList<>();
      if (verdict.succeeded()) {
        String differing = differing(model, transfer.targets());
        if (!differing.isEmpty()) {
          last.add(ProgressLine.of(differing).json());
        }
        last.add(ProgressLine.of(ProgressLine.SUCCESS).json());
      } else {
        last.add(Json.object().put("error", verdict.error()));
      }
      out.write(bytes(last));
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IOException("interrupted", e);
    } finally {
      transfer.cancel();
    }
  }

  private Verdict end(TransferKind kind, ModelName model, Transfer transfer) {
    if (kind != TransferKind.PUSH) {
      refresh.await(transfer.targets());
    }
    return Verdict.of(what(kind, model), transfer.outcomes());
  }

  /** What is to be said where the copies are not the same; else empty. */
  private String differing(ModelName model, List<NodeId> nodes) {
    ClusterView view = cluster.get();
    Map<String, List<String>> byDigest = new TreeMap<>();
    for (NodeId node : nodes) {
      String digest = Placement.digest(view, node, model);
      if (!digest.isEmpty()) {
        byDigest.computeIfAbsent(digest, unused -> new ArrayList<>()).add(node.value());
      }
    }
    ModelRoute route = view.routes().route(model);
    if (byDigest.size() < 2 || route == null) {
      return "";
    }
    return "the copies differ: requests go to "
        + String.join(", ", byDigest.getOrDefault(route.digest(), List.of()))
        + " alone";
  }

  private static byte[] bytes(List<ObjectNode> lines) {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    for (ObjectNode line : lines) {
      out.writeBytes(Json.bytes(line));
      out.write('\n');
    }
    return out.toByteArray();
  }
}
