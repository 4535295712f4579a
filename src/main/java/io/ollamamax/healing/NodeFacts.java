package io.ollamamax.healing;

import io.ollamamax.cluster.ModelName;
import io.ollamamax.cluster.NodeId;
import io.ollamamax.cluster.NodeStatus;
import java.util.Map;

/**
 * What is known of one node at a look.
 *
 * @param found its status as probes see it, whatever it is held for
 * @param dead whether its process is known to be gone
 * @param busy what explains a silence of it, such as a model being loaded or a long prompt; empty
 *     where nothing does
 * @param held why people keep it out, in plain words; empty where they do not
 * @param role what it is in the cluster
 * @param agent whether acts that need one are possible
 * @param inFlight requests that it works on
 * @param capacity requests that it can work on at once
 * @param models that it has, by name
 * @param witnesses other gateways that watch the node
 * @param confirming of these, those that see it failing
 */
public record NodeFacts(
    NodeId id,
    NodeStatus found,
    boolean dead,
    String busy,
    String held,
    Role role,
    boolean agent,
    int inFlight,
    int capacity,
    Map<ModelName, Copy> models,
    int witnesses,
    int confirming) {
  public NodeFacts {
    models = Map.copyOf(models);
  }

  /** What a node is in the cluster. */
  public enum Role {
    /** It serves by itself. */
    REGULAR,
    /** It is in reserve. */
    STANDBY,
    /** It serves because scaling let it in from reserve. */
    JOINED,
    /** An instance that scaling had an agent start. */
    INSTANCE;

    /** Whether scaling added it. */
    boolean added() {
      return this == JOINED || this == INSTANCE;
    }
  }

  boolean standby() {
    return role == Role.STANDBY;
  }

  /**
   * A model as the node has it.
   *
   * @param loaded whether it is in memory
   * @param inFlight requests for it that the node works on
   * @param size in memory, in bytes; 0 where unknown
   */
  public record Copy(boolean loaded, int inFlight, long size) {}
}
