/**
 * The one YAML file as immutable records: ranges, Go durations, problems with their place.
 *
 * <p>Thread: pure. Imports snakeyaml-engine.
 */
@NullMarked
package io.ollamamax.config;

import org.jspecify.annotations.NullMarked;
