/**
 * The {@link io.ollamamax.cluster.ControlState} on a disk.
 *
 * <p>YAML section: {@code cluster}. Thread: any; a commit blocks. Imports {@code cluster} and, for
 * JSON, {@code ollama}.
 */
@NullMarked
package io.ollamamax.state;

import org.jspecify.annotations.NullMarked;
