/**
 * Streaming detection of anomalies in one series of numbers: how far is the newest stretch from
 * anything seen before, and how unusual is that distance here?
 *
 * <p>Thread: any one; nothing is shared. Imports Commons Numbers alone.
 */
@NullMarked
package io.ollamamax.prediction.series;

import org.jspecify.annotations.NullMarked;
