package io.ollamamax.healing;

import io.ollamamax.cluster.NodeId;

/**
 * What is about to be done.
 *
 * @param id of the operation, unique
 * @param kind of the fault, as {@link io.ollamamax.cluster.Fault#kind}; or {@code capacity_short},
 *     {@code capacity_idle}, {@code well}
 * @param evidence that led to it
 */
public record Intent(String id, NodeId node, String kind, Strategy strategy, String evidence) {}
