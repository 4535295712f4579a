package io.ollamamax.cluster;

import java.net.URI;
import java.util.Map;

/**
 * One node as it is known at a moment.
 *
 * @param url where its API is
 * @param reason why the status is what it is, in plain words
 * @param version of its Ollama; empty where unknown
 * @param models by name
 * @param pid of the process, for embedded nodes; 0 elsewhere
 */
public record NodeView(
    NodeId id,
    URI url,
    NodeKind kind,
    NodeStatus status,
    String reason,
    String version,
    Map<ModelName, NodeModel> models,
    long pid) {
  public NodeView {
    models = Map.copyOf(models);
  }

  /** The same node with another status. */
  public NodeView with(NodeStatus newStatus, String newReason) {
    return new NodeView(id, url, kind, newStatus, newReason, version, models, pid);
  }

  /** The same node as a probe found it. */
  public NodeView with(
      NodeStatus newStatus,
      String newReason,
      String newVersion,
      Map<ModelName, NodeModel> newModels) {
    return new NodeView(id, url, kind, newStatus, newReason, newVersion, newModels, pid);
  }
}
