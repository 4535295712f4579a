/**
 * The fault corpus as prediction sees it: hours of small fleets as series of samples, split into
 * what prediction is tuned with and what it is judged by.
 *
 * <p>Thread: any one. Randomness is handed in.
 */
@NullMarked
package io.ollamamax.sim.prediction;

import org.jspecify.annotations.NullMarked;
