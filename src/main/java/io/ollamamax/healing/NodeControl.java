package io.ollamamax.healing;

import io.ollamamax.cluster.NodeId;
import java.util.List;
import java.util.concurrent.CompletionStage;

/** The hands of healing. Any thread may call; nothing blocks. */
public interface NodeControl {
  /**
   * Carries out an act.
   *
   * @return always completes, never exceptionally; on any thread
   */
  CompletionStage<ActResult> act(NodeId node, Act act, Fence fence);

  /** Instances that agents could start and that do not run. */
  List<NodeId> spares();
}
