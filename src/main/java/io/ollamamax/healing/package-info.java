/**
 * Remedies for failing nodes. So far its port alone: what can be done to a node, by whom it is
 * fenced, and what came of it.
 *
 * <p>YAML section: {@code inference.fault_tolerance.self_healing}. Thread: the control thread.
 * Imports cluster.
 */
@NullMarked
package io.ollamamax.healing;

import org.jspecify.annotations.NullMarked;
