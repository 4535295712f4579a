/**
 * Models that are learned while it runs: random cut forests over a node's features and over single
 * series, and classifiers trained on what came of predictions.
 *
 * <p>YAML: {@code predictive_detection.enable_ml_detection}. Thread: a node's models belong to one
 * scoring at a time. The only importer of {@code com.amazon.randomcutforest}.
 */
@NullMarked
package io.ollamamax.prediction.ml;

import org.jspecify.annotations.NullMarked;
