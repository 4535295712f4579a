/**
 * The policy of one request: routing, retry, budget, continuation. A plain state machine without a
 * network type, driven by {@code gateway} on an event loop and by {@code sim} under virtual time.
 *
 * <pre>
 * WAITING &lt;-----------------------------+
 *    | candidate                       | no candidate, or budget spent
 *    v                                 |
 * OPENING --line--&gt; RELAYING --done--&gt; DONE
 *    |                 | broken
 *    | failure         v
 *    +--&gt; WAITING   RECOVERING: INSPECTING -&gt; REPLAYING, or RENDERING -&gt; CONTINUING
 *                      | no way is allowed
 *                      v
 *                   FAILED (error line and reset)
 * </pre>
 *
 * <p>YAML: the core settings of {@code inference.fault_tolerance} and {@code gateway}. Thread: a
 * flow belongs to one event loop; what is shared over flows is atomic.
 */
@NullMarked
package io.ollamamax.request;

import org.jspecify.annotations.NullMarked;
