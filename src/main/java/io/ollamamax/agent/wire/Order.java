package io.ollamamax.agent.wire;

import io.ollamamax.cluster.NodeId;
import io.ollamamax.healing.Act;
import io.ollamamax.healing.Fence;
import java.time.Duration;

/**
 * An act on its way to an agent.
 *
 * @param id by which its result is told
 * @param patience after which the agent gives it up
 */
public record Order(String id, NodeId node, Act act, Fence fence, Duration patience) {}
