/**
 * The admin surface under {@code /api/v1}: health, nodes and configuration.
 *
 * <p>Thread: virtual threads; reads the published views.
 */
@NullMarked
package io.ollamamax.api;

import org.jspecify.annotations.NullMarked;
