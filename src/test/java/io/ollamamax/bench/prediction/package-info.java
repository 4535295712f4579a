/** {@code bench/prediction}: predictions of failures judged on the fault corpus. */
@NullMarked
package io.ollamamax.bench.prediction;

import org.jspecify.annotations.NullMarked;
