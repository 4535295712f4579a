/**
 * Which nodes there are: from the configuration, from the API, from host names that stand for
 * several nodes, and from agents; and what an operator or a remedy holds them for.
 *
 * <pre>
 *             cordon                drain
 * (serving) ----------&gt; CORDONED ----------&gt; DRAINED        each back by its opposite
 *     |                     |                   |
 *     +---------------------+-------------------+--- remove ---&gt; LEAVING ---&gt; gone,
 *                                                    when its last answer has ended
 * </pre>
 *
 * <p>YAML section: {@code nodes}. Thread: the control thread; look-ups of names run elsewhere and
 * post one result back. Imports cluster, config and loop.
 */
@NullMarked
package io.ollamamax.nodes;

import org.jspecify.annotations.NullMarked;
