/** What it takes until all models have their copies, in a simulated fleet. */
@NullMarked
package io.ollamamax.bench.redundancy;

import org.jspecify.annotations.NullMarked;
