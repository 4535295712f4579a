/**
 * Copies of models: as many as are wanted, on nodes that do not fail together.
 *
 * <pre>
 * Facts + Past --&gt; Reconciler --&gt; Plan: steps, why not, what is too many
 *                                  |
 *             RedundancyLoop  begins steps, at most so many at once
 *                                  |
 *                              Replicas  pulls or copies, verifies, warms; or deletes
 *                                  |
 *                 done: ours from now on     failed: not again for a while
 * </pre>
 *
 * <p>What people put on a node stays there: only copies that this package made are removed, and
 * never one without which fewer than the wanted ones would live.
 *
 * <p>YAML sections: {@code inference.fault_tolerance.redundancy}, {@code transfers}, {@code
 * models.factor}. Thread: the control thread; planning is pure and runs on a worker. Imports
 * cluster, config and loop.
 */
@NullMarked
package io.ollamamax.redundancy;

import org.jspecify.annotations.NullMarked;
