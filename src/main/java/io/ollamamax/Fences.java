package io.ollamamax;

import io.ollamamax.cluster.ControlState;
import io.ollamamax.healing.Fence;
import java.util.Map;
import java.util.Set;
import java.util.UUID;

/** Makes decisions durable, so that whoever carries them out can tell an older one from a newer. */
final class Fences {
  private static final String CLUSTER = "cluster/id";
  private static final String LAST = "acts/last";

  private final ControlState state;

  Fences(ControlState state) {
    this.state = state;
  }

  /** A decision of what is to be done; blocks until it is durable. */
  Fence decide(String what) {
    return decide(LAST, what);
  }

  /** The same, kept under a key. */
  Fence decide(String key, String what) {
    ControlState.Snapshot after = state.commit(ControlState.Write.put(key, what));
    return new Fence(cluster(), after.term(), after.index());
  }

  /** The cluster's id, made at its first use. */
  private String cluster() {
    return state.snapshot().text(CLUSTER).orElseGet(this::name);
  }

  private String name() {
    String id = UUID.randomUUID().toString();
    try {
      state.commit(new ControlState.Write(Map.of(CLUSTER, 0L), Map.of(CLUSTER, id), Set.of()));
      return id;
    } catch (ControlState.StaleWriteException e) {
      return state.snapshot().text(CLUSTER).orElseThrow();
    }
  }
}
