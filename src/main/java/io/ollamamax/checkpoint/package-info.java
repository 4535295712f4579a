/**
 * Soft state over restarts: what may be lost by one interval, each {@code checkpoint_interval} as
 * one file.
 *
 * <pre>
 * control thread      worker            may block               control thread
 * Part.save, all --&gt; encode, whole --&gt; Archive, durable --&gt; told; failed: again after a back-off
 * start: newest whole checkpoint (may block) --&gt; Part.restore, one by one --&gt; the loops begin
 * </pre>
 *
 * <p>Decisions are not in here but in the control state. YAML: {@code
 * inference.fault_tolerance.checkpoint_interval} and {@code cluster}. Thread: the control thread;
 * {@link io.ollamamax.checkpoint.CheckpointStore} blocks and is used elsewhere. Time, randomness,
 * files and all threads are handed in. Imports {@code loop} and, for JSON, {@code ollama}.
 */
@NullMarked
package io.ollamamax.checkpoint;

import org.jspecify.annotations.NullMarked;
