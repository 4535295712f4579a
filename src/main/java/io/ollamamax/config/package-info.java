/**
 * The one YAML file as immutable records: ranges, Go durations, problems with their place.
 *
 * <p>{@link io.ollamamax.config.ConfigLoader} reads it. Each setting is declared once, on a record
 * component; relations between settings are listed in {@link io.ollamamax.config.Relations}.
 *
 * <p>YAML sections: all. Thread: pure. Imports snakeyaml-engine.
 */
@NullMarked
package io.ollamamax.config;

import org.jspecify.annotations.NullMarked;
