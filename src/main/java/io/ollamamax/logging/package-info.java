/**
 * Where log lines go, and how they look: text or JSON, standard error and a rotated file.
 *
 * <p>YAML section: {@code logging}. Thread: any. Imports config and Jackson.
 */
@NullMarked
package io.ollamamax.logging;

import org.jspecify.annotations.NullMarked;
