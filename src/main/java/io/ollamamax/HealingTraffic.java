package io.ollamamax;

import io.ollamamax.cluster.Cluster;
import io.ollamamax.cluster.ModelName;
import io.ollamamax.cluster.NodeId;
import io.ollamamax.healing.Traffic;
import io.ollamamax.nodes.Nodes;
import io.ollamamax.nodes.Refused;
import io.ollamamax.request.Bounds;
import io.ollamamax.request.Loads;
import io.ollamamax.request.NodeLoads;
import java.lang.System.Logger.Level;
import java.util.function.BiConsumer;
import java.util.function.Consumer;
import java.util.function.UnaryOperator;

/** Changes the way of requests as healing wants it. Used on the control thread. */
final class HealingTraffic implements Traffic {
  private static final System.Logger LOG = System.getLogger("healing");

  private final Cluster cluster;
  private final Nodes nodes;
  private final NodeLoads loads;
  private final Loads modelLoads;
  private final Consumer<NodeId> streams;
  private final BiConsumer<NodeId, Boolean> joined;

  /**
   * @param streams moves the answers that a node gives
   * @param joined is told of nodes that scaling lets in or puts back
   */
  HealingTraffic(
      Cluster cluster,
      Nodes nodes,
      NodeLoads loads,
      Loads modelLoads,
      Consumer<NodeId> streams,
      BiConsumer<NodeId, Boolean> joined) {
    this.cluster = cluster;
    this.nodes = nodes;
    this.loads = loads;
    this.modelLoads = modelLoads;
    this.streams = streams;
    this.joined = joined;
  }

  private void bound(NodeId node, UnaryOperator<Bounds> change) {
    loads.of(node).bound(change);
  }

  /** A node may be gone meanwhile: then there is nothing left to do. */
  private static void attempt(Runnable change) {
    try {
      change.run();
    } catch (Refused e) {
      LOG.log(Level.DEBUG, "not done: {0}", e.getMessage());
    }
  }

  @Override
  public void weight(NodeId node, double share) {
    bound(node, bounds -> bounds.withShare(share));
  }

  @Override
  public void admit(NodeId node, int most) {
    bound(node, bounds -> bounds.withMost(most));
  }

  @Override
  public void serve(NodeId node, ModelName model, boolean whether) {
    bound(node, bounds -> bounds.serving(model, whether));
  }

  @Override
  public void hold(NodeId node, String reason) {
    attempt(() -> nodes.quarantine(node));
  }

  @Override
  public void release(NodeId node) {
    attempt(() -> nodes.pardon(node));
  }

  @Override
  public void moveStreams(NodeId node) {
    streams.accept(node);
  }

  @Override
  public void promote(ModelName model, NodeId node) {
    cluster.view().node(node).ifPresent(view -> modelLoads.preload(view, model));
  }

  @Override
  public void join(NodeId standby) {
    joined.accept(standby, true);
    attempt(() -> nodes.join(standby));
  }

  @Override
  public void retire(NodeId extra) {
    joined.accept(extra, false);
    attempt(() -> nodes.retire(extra));
  }
}
