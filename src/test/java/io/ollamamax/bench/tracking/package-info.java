/** What windows of performance figures take; started by {@code bench/tracking}. */
@NullMarked
package io.ollamamax.bench.tracking;

import org.jspecify.annotations.NullMarked;
