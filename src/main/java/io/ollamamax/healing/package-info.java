/**
 * Remedies for failing nodes. Detectors give faults; one decision is made about each; one executor
 * acts and measures.
 *
 * <pre>
 * Facts, each look --&gt; Situation --&gt; Decider (Menu, Learner, Remedy, Safety) --&gt; Decision
 *                                                                        | act
 *                                                                        v
 *            intent written      steps done           severity down, and stays down
 * INTENDING ---------------&gt; ACTING --------&gt; VERIFYING ------------------&gt; ENDED (succeeded)
 *     |                       |                  |
 *     |                       | step failed, recovery_timeout, switched off, still bad
 *     |                       v                  v
 *     |                       +----&gt; UNDOING ----+------------------------&gt; ENDED (failed, timed
 *     | not leading           | lease lost: the new leader undoes                  out, cancelled)
 *     +-----------------------+--------------------------------------------&gt; ENDED (cancelled)
 * </pre>
 *
 * <p>An operation whose act is still under way when it is given up keeps its node until the act has
 * come back.
 *
 * <p>YAML sections: {@code inference.fault_tolerance.self_healing}, {@code healing}, {@code
 * scaling}. Thread: the control thread; acts run elsewhere and post one result back. Time,
 * randomness and all effects are handed in. Imports cluster, config, events, loop.
 */
@NullMarked
package io.ollamamax.healing;

import org.jspecify.annotations.NullMarked;
