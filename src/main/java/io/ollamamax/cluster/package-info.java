/**
 * What the gateway knows of its nodes: identities, models, the immutable {@link
 * io.ollamamax.cluster.ClusterView} and the {@link io.ollamamax.cluster.RoutingTable} made from it.
 *
 * <p>Thread: values are immutable; {@link io.ollamamax.cluster.Cluster} is written on the control
 * thread and read anywhere. Imports the JDK alone.
 */
@NullMarked
package io.ollamamax.cluster;

import org.jspecify.annotations.NullMarked;
