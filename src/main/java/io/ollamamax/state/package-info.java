/**
 * The {@link io.ollamamax.cluster.ControlState}, and the files of checkpoints, on a disk.
 *
 * <p>YAML section: {@code cluster}. Thread: any; a commit blocks. Imports {@code cluster}, {@code
 * checkpoint} and, for JSON, {@code ollama}.
 */
@NullMarked
package io.ollamamax.state;

import org.jspecify.annotations.NullMarked;
