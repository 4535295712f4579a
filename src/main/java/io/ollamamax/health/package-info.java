/**
 * Active probes of the nodes and what follows from them for a node's status.
 *
 * <pre>
 *              answer                         finding
 * STARTING ---------------&gt; HEALTHY &lt;---------------&gt; DEGRADED
 *    |                         ^  |                      |
 *    |      answer; two after  |  | refused, or two      |
 *    |      two failures       |  v failures in a row    |
 *    +--------------------&gt; UNHEALTHY &lt;------------------+
 * </pre>
 *
 * <p>YAML: {@code health_check_interval}. Thread: the control thread; probes themselves run
 * elsewhere and post one result back.
 */
@NullMarked
package io.ollamamax.health;

import org.jspecify.annotations.NullMarked;
