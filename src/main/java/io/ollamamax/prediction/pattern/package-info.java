/**
 * Named signatures over the sequence of what happened to a node, and comparison with its peers.
 *
 * <p>YAML: {@code predictive_detection.enable_pattern_recognition}. Thread: any; pure.
 */
@NullMarked
package io.ollamamax.prediction.pattern;

import org.jspecify.annotations.NullMarked;
