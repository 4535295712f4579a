package io.ollamamax.cluster;

import java.net.InetAddress;
import java.net.URI;
import java.util.Map;
import java.util.Optional;

/**
 * One node as it is known at a moment: what it is, what it is held for, and what probes found.
 *
 * @param url where its API is
 * @param address the one of the host name's addresses that this node is; nothing where the name
 *     alone says it
 * @param labels such as failure domains, by name
 * @param hold why it gets nothing new
 * @param found its status as probes see it, whatever it is held for
 * @param finding why that status is what it is, in plain words
 * @param version of its Ollama; empty where unknown
 * @param models by name
 * @param pid of the process, for embedded nodes; 0 elsewhere
 */
public record NodeView(
    NodeId id,
    URI url,
    Optional<InetAddress> address,
    NodeKind kind,
    Map<String, String> labels,
    NodeHold hold,
    NodeStatus found,
    String finding,
    String version,
    Map<ModelName, NodeModel> models,
    long pid) {
  public NodeView {
    labels = Map.copyOf(labels);
    models = Map.copyOf(models);
  }

  /** A node without labels that is not held. */
  public NodeView(
      NodeId id,
      URI url,
      NodeKind kind,
      NodeStatus found,
      String finding,
      String version,
      Map<ModelName, NodeModel> models,
      long pid) {
    this(
        id,
        url,
        Optional.empty(),
        kind,
        Map.of(),
        NodeHold.NONE,
        found,
        finding,
        version,
        models,
        pid);
  }

  /** A node that was just added. */
  public static NodeView joining(
      NodeId id,
      URI url,
      Optional<InetAddress> address,
      NodeKind kind,
      Map<String, String> labels,
      NodeHold hold,
      long pid) {
    return new NodeView(
        id,
        url,
        address,
        kind,
        labels,
        hold,
        NodeStatus.STARTING,
        "not probed yet",
        "",
        Map.of(),
        pid);
  }

  /** What the node is fit for: what it is held for, or else what probes found. */
  public NodeStatus status() {
    return hold == NodeHold.NONE ? found : hold.status();
  }

  /** Why the status is what it is, in plain words; empty where nothing is to be said. */
  public String reason() {
    return hold == NodeHold.NONE || finding.isEmpty()
        ? hold.reason() + finding
        : hold.reason() + "; " + finding;
  }

  /** The same node as a probe found it. */
  public NodeView with(NodeStatus newFound, String newFinding) {
    return new NodeView(
        id, url, address, kind, labels, hold, newFound, newFinding, version, models, pid);
  }

  /** The same node as a probe found it. */
  public NodeView with(
      NodeStatus newFound,
      String newFinding,
      String newVersion,
      Map<ModelName, NodeModel> newModels) {
    return new NodeView(
        id, url, address, kind, labels, hold, newFound, newFinding, newVersion, newModels, pid);
  }

  /** The same node, held. */
  public NodeView with(NodeHold newHold) {
    return new NodeView(
        id, url, address, kind, labels, newHold, found, finding, version, models, pid);
  }
}
