/**
 * Simulated nodes, network and time, for running the request policy in virtual time.
 *
 * <p>Thread: one; everything happens in the order of simulated time and of the seed.
 */
@NullMarked
package io.ollamamax.sim;

import org.jspecify.annotations.NullMarked;
