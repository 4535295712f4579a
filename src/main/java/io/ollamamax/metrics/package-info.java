/**
 * Observers that turn what happened into log lines.
 *
 * <p>YAML section: {@code logging}. Never sees a prompt or a secret.
 */
@NullMarked
package io.ollamamax.metrics;

import org.jspecify.annotations.NullMarked;
