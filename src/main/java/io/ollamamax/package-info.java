/** The process: {@link io.ollamamax.Main} and the only place that wires parts together. */
@NullMarked
package io.ollamamax;

import org.jspecify.annotations.NullMarked;
