package io.ollamamax.redundancy;

import io.ollamamax.cluster.ModelName;
import io.ollamamax.cluster.NodeId;
import java.util.List;

/** Something to be done to a copy. */
public sealed interface Step {
  Copy copy();

  /** Of the model; of one that no node has yet it is empty. */
  String digest();

  /** In plain words. */
  String reason();

  default ModelName model() {
    return copy().model();
  }

  default NodeId node() {
    return copy().node();
  }

  /**
   * A copy is made. Done when it is verified and loaded.
   *
   * @param size in bytes; 0 where unknown
   * @param sources nodes that have it, the safest first
   */
  record Make(Copy copy, String digest, long size, List<NodeId> sources, String reason)
      implements Step {
    public Make {
      sources = List.copyOf(sources);
    }
  }

  /**
   * A copy is deleted.
   *
   * @param witnesses other nodes that have it, at least one of which must say so just before
   */
  record Remove(Copy copy, String digest, List<NodeId> witnesses, String reason) implements Step {
    public Remove {
      witnesses = List.copyOf(witnesses);
    }
  }
}
