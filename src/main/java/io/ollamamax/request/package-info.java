/**
 * The policy of one request: routing, retry, budget, continuation. A plain state machine without a
 * network type, driven by {@code gateway} on an event loop and by {@code sim} under virtual time.
 *
 * <pre>
 * RequestFlow
 *   choose a node &lt;--------------------------------+-------------------+
 *     | found           | none, or budget spent     | time is up        |
 *     |                 v                           |                   |
 *     |              wait (back-off) ---------------+                   |
 *     v                                                                 |
 *   Attempt                                                             |
 *     LOADING (model not in memory) -&gt; what follows                     |
 *     nothing delivered: OPENING --line--&gt; RELAYING --done--&gt; done      | failed
 *     something delivered: INSPECTING -&gt; REPLAYING --caught up--&gt; RELAYING
 *                                     -&gt; RENDERING -&gt; OPENING           |
 *     +-----------------------------------------------------------------+
 *   no way is allowed, or tries are spent: another model, an error, or an error line and a reset
 * </pre>
 *
 * <p>YAML: the core settings of {@code inference.fault_tolerance} and {@code gateway}. Thread: a
 * flow belongs to one event loop; what is shared over flows is atomic.
 */
@NullMarked
package io.ollamamax.request;

import org.jspecify.annotations.NullMarked;
