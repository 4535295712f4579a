/** {@code bench/healing-sim}: self-healing over a simulated fleet, in figures. */
@NullMarked
package io.ollamamax.bench.healing;

import org.jspecify.annotations.NullMarked;
