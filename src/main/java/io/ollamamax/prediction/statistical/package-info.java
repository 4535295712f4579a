/**
 * Detectors that compare a node with its own past: trends towards a limit, and changes of level.
 *
 * <p>YAML: {@code predictive_detection.enable_statistical}. Thread: any; pure.
 */
@NullMarked
package io.ollamamax.prediction.statistical;

import org.jspecify.annotations.NullMarked;
