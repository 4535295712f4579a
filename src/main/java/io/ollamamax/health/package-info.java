/**
 * Active probes of the nodes and what follows from them for a node's status.
 *
 * <p>YAML: {@code health_check_interval}. Thread: the control thread; probes themselves run
 * elsewhere and post one result back.
 */
@NullMarked
package io.ollamamax.health;

import org.jspecify.annotations.NullMarked;
