package io.ollamamax.gateway.models;

import io.ollamamax.cluster.ClusterView;
import io.ollamamax.cluster.ModelName;
import io.ollamamax.cluster.NodeId;
import io.ollamamax.cluster.NodeView;
import io.ollamamax.gateway.NodeClient;
import io.ollamamax.http.Handler;
import io.ollamamax.http.Request;
import io.ollamamax.http.Response;
import io.ollamamax.http.Route;
import io.ollamamax.loop.Time;
import java.util.Comparator;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ExecutorService;
import java.util.function.IntSupplier;
import java.util.function.Predicate;
import java.util.function.Supplier;
import java.util.function.ToIntFunction;
import java.util.random.RandomGenerator;

/** The routes by which clients manage models. */
public final class ModelManagement {
  private final Supplier<ClusterView> cluster;
  private final ToIntFunction<ModelName> factor;
  private final Transfers transfers;
  private final TransferAnswer answers;
  private final EachNode eachNode;
  private final Blobs blobs;

  /**
   * @param blocking runs one task for each node, on threads that may block
   * @param refresh probes nodes, so that routing follows what was changed
   * @param factor on how many nodes a model is to be
   * @param files on how many nodes files for models are to be
   */
  public ModelManagement(
      Supplier<ClusterView> cluster,
      NodeClient nodes,
      ExecutorService blocking,
      Refresh refresh,
      ToIntFunction<ModelName> factor,
      IntSupplier files,
      Supplier<TransferLimits> limits,
      Time time,
      RandomGenerator random) {
    this.cluster = cluster;
    this.factor = factor;
    this.transfers = new Transfers(cluster, nodes, blocking, limits, time, random);
    this.answers = new TransferAnswer(cluster, refresh);
    this.eachNode = new EachNode(nodes, blocking, refresh);
    this.blobs = new Blobs(cluster, nodes, blocking, files, limits);
  }

  public List<Route> routes() {
    return List.of(
        Route.post("/api/pull", refusing(this::pull)),
        Route.post("/api/push", refusing(this::push)),
        Route.post("/api/create", refusing(this::create)),
        Route.post("/api/copy", refusing(this::copy)),
        Route.delete("/api/delete", refusing(this::delete)),
        new Route("HEAD", "/api/blobs/{digest}", refusing(blobs::head)),
        new Route("POST", "/api/blobs/{digest}", refusing(blobs::post), true));
  }

  private static Handler refusing(Handler handler) {
    return request -> {
      try {
        return handler.handle(request);
      } catch (Refusal e) {
        return e.response();
      }
    };
  }

  private Response pull(Request request) {
    ModelRequest asked = ModelRequest.of(request);
    return everywhere(TransferKind.PULL, request, asked, node -> true);
  }

  private Response create(Request request) {
    ModelRequest asked = ModelRequest.of(request);
    asked.model();
    Set<NodeId> holding = blobs.holding(asked.blobs());
    Predicate<NodeView> able = node -> holding.contains(node.id());
    if (!asked.text("from").isBlank()) {
      ModelName from = asked.model("from");
      boolean known =
          Placement.eligible(cluster.get()).stream().anyMatch(node -> Placement.has(node, from));
      able = able.and(node -> !known || Placement.has(node, from));
    }
    return everywhere(TransferKind.CREATE, request, asked, able);
  }

  private Response everywhere(
      TransferKind kind, Request request, ModelRequest asked, Predicate<NodeView> able) {
    ModelName model = asked.model();
    List<NodeId> targets =
        Placement.targets(cluster.get(), model, factor.applyAsInt(model), able).stream()
            .map(NodeView::id)
            .toList();
    if (targets.isEmpty()) {
      throw Refusal.nobody();
    }
    return answers.to(
        request,
        asked.streams(),
        kind,
        model,
        transfers.start(kind, model.value(), asked.forNode(), targets));
  }

  /** One node that has the model pushes it; another one where that does not even begin. */
  private Response push(Request request) {
    ModelRequest asked = ModelRequest.of(request);
    ModelName model = asked.model();
    List<NodeId> holders =
        Placement.holders(cluster.get(), model).stream()
            .filter(node -> node.status().serves())
            .sorted(Comparator.comparing(NodeView::kind).thenComparing(NodeView::id))
            .map(NodeView::id)
            .toList();
    if (holders.isEmpty()) {
      throw new Refusal(404, "model '" + model + "' not found");
    }
    return answers.toFirst(
        request,
        asked.streams(),
        TransferKind.PUSH,
        model,
        holders.stream()
            .<Supplier<Transfer>>map(
                node ->
                    () ->
                        transfers.start(
                            TransferKind.PUSH, model.value(), asked.forNode(), List.of(node)))
            .toList());
  }

  private Response copy(Request request) {
    ModelRequest asked = ModelRequest.of(request);
    ModelName source = asked.model("source");
    asked.model("destination");
    return eachNode.ask(
        "copy of " + source,
        asked("POST", "/api/copy", request),
        source,
        Placement.holders(cluster.get(), source),
        Placement.eligible(cluster.get()));
  }

  private Response delete(Request request) {
    ModelName model = ModelRequest.of(request).model();
    return eachNode.ask(
        "deletion of " + model,
        asked("DELETE", "/api/delete", request),
        model,
        Placement.holders(cluster.get(), model),
        Placement.eligible(cluster.get()));
  }

  private static EachNode.Call asked(String method, String path, Request request) {
    return new EachNode.Call(method, path, request.body());
  }
}
