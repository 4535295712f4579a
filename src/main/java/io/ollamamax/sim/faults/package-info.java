/**
 * The fault corpus: nodes that fail, nodes that only seem to, and nodes that are well, as series of
 * telemetry. What each family does is known to it alone; detectors see samples.
 *
 * <p>Thread: any one. Randomness is handed in.
 */
@NullMarked
package io.ollamamax.sim.faults;

import org.jspecify.annotations.NullMarked;
