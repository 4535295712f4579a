/**
 * Redundancy over a simulated fleet: nodes fail, lose their disks and come back, copies take their
 * time and fail, and what redundancy does is held against the rules.
 *
 * <p>Thread: one; everything happens in the order of simulated time and of the seed.
 */
@NullMarked
package io.ollamamax.sim.redundancy;

import org.jspecify.annotations.NullMarked;
