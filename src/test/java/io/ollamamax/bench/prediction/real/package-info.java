/**
 * {@code bench/prediction-real}: predictions judged by real processes that really run out of
 * memory, processor time and disk.
 */
@NullMarked
package io.ollamamax.bench.prediction.real;

import org.jspecify.annotations.NullMarked;
