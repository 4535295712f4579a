/**
 * Time, the control thread and the loops that run on it.
 *
 * <p>Everything that waits, schedules or draws lots is handed its time and randomness from here, so
 * that the same code runs under virtual time.
 */
@NullMarked
package io.ollamamax.loop;

import org.jspecify.annotations.NullMarked;
