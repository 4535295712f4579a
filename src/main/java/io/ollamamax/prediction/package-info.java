/**
 * Failures foreseen from a node's telemetry.
 *
 * <p>{@code series} finds what is anomalous in one series of numbers.
 *
 * <p>YAML: {@code predictive_detection}. Thread: the control thread; scoring is pure. Imports the
 * base packages and the forest library; no clock, executor or random source of its own.
 */
@NullMarked
package io.ollamamax.prediction;

import org.jspecify.annotations.NullMarked;
