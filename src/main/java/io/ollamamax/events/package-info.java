/**
 * What happened, as facts that people and programs can follow: faults, decisions, remedies, changes
 * of nodes and of the configuration, continuations.
 *
 * <p>Thread: any may publish, at the cost of two atomic writes; readers wait on their own threads.
 * Imports the JDK alone.
 */
@NullMarked
package io.ollamamax.events;

import org.jspecify.annotations.NullMarked;
