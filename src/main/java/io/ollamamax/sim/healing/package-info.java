/**
 * Self-healing over a simulated fleet: faults strike nodes, detectors show symptoms, healing acts
 * on the nodes, and what it does is held against the truth.
 *
 * <p>Thread: one; everything happens in the order of simulated time and of the seed.
 */
@NullMarked
package io.ollamamax.sim.healing;

import org.jspecify.annotations.NullMarked;
