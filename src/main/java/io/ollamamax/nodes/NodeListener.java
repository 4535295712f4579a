package io.ollamamax.nodes;

import io.ollamamax.cluster.NodeId;
import io.ollamamax.config.NodeSettings;
import java.util.Optional;

/** Hears of nodes that come and go; on the control thread. */
public interface NodeListener {
  /** The node is about to be seen; the settings are those of its entry, where it has one. */
  void joining(NodeId id, Optional<NodeSettings> settings);

  /** The node is seen from now on, or its process was replaced by a new one. */
  void joined(NodeId id);

  /**
   * Whether a host name could be looked up, when that has changed.
   *
   * @param problem in plain words; empty where there is none any more
   */
  void lookedUp(NodeSettings entry, String problem);

  /** Something speaks against the node, or for it again. */
  void doubted(NodeId id);

  /** The node is seen no more, and nothing runs there. */
  void gone(NodeId id);
}
