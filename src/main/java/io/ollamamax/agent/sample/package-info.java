/**
 * Measures the host each second: OSHI, and the accelerators' own tools where they are on the PATH.
 * Thread: one of its own. The only importer of OSHI, which is loaded with the first sample.
 */
@NullMarked
package io.ollamamax.agent.sample;

import org.jspecify.annotations.NullMarked;
